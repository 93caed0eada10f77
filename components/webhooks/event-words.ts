/** The events that Gatehouse sends, each with what it means. */
export const eventWords = [
  { type: "entitlement_grant.created", says: "A customer is entitled to access, and the claim link is sent" },
  { type: "entitlement_grant.delivered", says: "The customer is in the server, with the role" },
  { type: "entitlement_grant.failed", says: "Access can't be given until someone acts; error_code says why" },
  { type: "entitlement_grant.revoked", says: "The access has ended; revocation_reason says why" },
] as const;

export function isOwnType(type: string): boolean {
  return eventWords.some((event) => event.type === type);
}

/** "All events", or the chosen ones. */
export function filterWords(filterTypes: string[] | null): string {
  if (!filterTypes) return "All events";
  return filterTypes.map((type) => type.replace("entitlement_grant.", "")).join(", ");
}
