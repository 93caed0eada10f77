/** For no path at all: without this file Next takes the product's own, found in the folder above. */
export function proxy(): void {}

export const config = { matcher: "/never" };
