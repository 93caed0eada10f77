/** Does nothing: without this file Next takes the product's own, found in the folder above. */
export function register(): void {}
