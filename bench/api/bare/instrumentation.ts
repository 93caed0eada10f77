/** Does nothing. Without this file Next would use the product's own from the folder above. */
export function register(): void {}
