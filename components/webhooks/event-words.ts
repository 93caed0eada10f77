/** The events that Gatehouse sends, with what they say. */
export const eventWords = [
  { type: "entitlement_grant.created", says: "A customer has a right to something: the claim link goes out" },
  { type: "entitlement_grant.delivered", says: "The customer is in the server, with the role" },
  { type: "entitlement_grant.failed", says: "It can't be given until somebody acts; error_code says who" },
  { type: "entitlement_grant.revoked", says: "The access has ended; revocation_reason says why" },
] as const;

export function isOwnType(type: string): boolean {
  return eventWords.some((event) => event.type === type);
}

/** "All events", or how many and which. */
export function filterWords(filterTypes: string[] | null): string {
  if (!filterTypes) return "All events";
  return filterTypes.map((type) => type.replace("entitlement_grant.", "")).join(", ");
}
