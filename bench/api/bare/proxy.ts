/** Matches no path. Without this file Next would use the product's own from the folder above. */
export function proxy(): void {}

export const config = { matcher: "/never" };
