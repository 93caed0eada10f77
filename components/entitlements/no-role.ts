/** The form value for "no role": membership only. It can't be mistaken for a Discord ID. */
export const noRole = "none";
