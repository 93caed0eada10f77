/** The query of a request for a list, without what is not set. */
export function queryString(query: Record<string, string | undefined>): string {
  return new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
}
