/** Stands for "no role" in a choice of roles: membership only. No Discord id looks like it. */
export const noRole = "none";
