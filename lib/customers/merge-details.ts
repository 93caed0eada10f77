/** A customer's address and name: as they hold, and as the provider reported them last. */
export type StoredDetails = {
  email: string;
  name: string;
  providerEmail: string | null;
  providerName: string | null;
};

/**
 * What holds after the provider has reported an address and a name. `order` compares the provider's time of it with that
 * of what it reported last: below 0 is older, 0 is the same moment, above 0 is newer. Null: nothing changes.
 *
 * Only what differs from what the provider reported before replaces what holds. So a correction by the merchant stands
 * until the provider says something else, and old news never comes back. Of two that were reported at one moment the
 * same one wins in whatever order they come.
 */
export function mergeDetails(
  known: StoredDetails,
  reported: { email: string; name: string },
  order: number,
): StoredDetails | null {
  if (reported.email === "" || order < 0) return null;
  if (order === 0 && !wins(reported, known)) return null;
  return {
    email: reported.email === known.providerEmail ? known.email : reported.email,
    name: reported.name === "" || reported.name === known.providerName ? known.name : reported.name,
    providerEmail: reported.email,
    providerName: reported.name || known.providerName,
  };
}

function wins(reported: { email: string; name: string }, known: StoredDetails): boolean {
  const before = known.providerEmail ?? "";
  return reported.email === before ? reported.name > (known.providerName ?? "") : reported.email > before;
}
