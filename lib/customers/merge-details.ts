/** A customer's address and name: as they hold, and as the provider said them last. */
export type StoredDetails = {
  email: string;
  name: string;
  providerEmail: string | null;
  providerName: string | null;
};

/**
 * What holds after the provider has said an address and a name. `order` compares the provider's time of it with that
 * of what it said last: below 0 is older, 0 is the same moment, above 0 is newer. Null: nothing changes.
 *
 * Only what differs from what the provider said before replaces what holds. So a correction by the merchant stands
 * until the provider says something else, and old news never comes back. Of two that were said at one moment the
 * same one wins in whatever order they come.
 */
export function mergeDetails(
  known: StoredDetails,
  said: { email: string; name: string },
  order: number,
): StoredDetails | null {
  if (said.email === "" || order < 0) return null;
  if (order === 0 && !wins(said, known)) return null;
  return {
    email: said.email === known.providerEmail ? known.email : said.email,
    name: said.name === "" || said.name === known.providerName ? known.name : said.name,
    providerEmail: said.email,
    providerName: said.name || known.providerName,
  };
}

function wins(said: { email: string; name: string }, known: StoredDetails): boolean {
  const before = known.providerEmail ?? "";
  return said.email === before ? said.name > (known.providerName ?? "") : said.email > before;
}
