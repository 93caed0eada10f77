/**
 * Waits for `work`, and for `ms` at least. Where `ms` is longer than the work ever takes, response times don't reveal
 * what was done.
 */
export async function takeAtLeast<T>(ms: number, work: Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work, new Promise((resolve) => setTimeout(resolve, ms))]);
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}
