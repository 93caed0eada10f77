/** A customer's current address and name, and the ones the provider reported last. */
export type StoredDetails = {
  email: string;
  name: string;
  providerEmail: string | null;
  providerName: string | null;
};

/**
 * The details after a report from the provider. `order` is below 0 when the report is older than the last one, 0 for
 * the same moment, and above 0 when it is newer. Null: nothing changes.
 *
 * Only values that differ from the last report replace the current ones. So the merchant's correction stays until
 * the provider reports something else, and old reports change nothing. Of two reports from the same moment the same
 * one wins, in whatever order they arrive.
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
