const minute = 60;
const hour = 60 * minute;

/**
 * Seconds between attempts, from the example in the Standard Webhooks specification: ten attempts in 75 hours, 35
 * minutes and 5 seconds.
 */
export const retryDelays = [
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

export const maxAttempts = retryDelays.length + 1;

/**
 * Seconds until the next attempt after `failedAttempts` failures, or null after the last one. Varied by 20 % either
 * way, so that a recovered endpoint doesn't get everything at once. The receiver's Retry-After can only delay it, by a
 * day at most.
 */
export function nextDelay(
  failedAttempts: number,
  retryAfterSeconds: number | null,
  random: () => number = Math.random,
): number | null {
  const delay = retryDelays[failedAttempts - 1];
  if (delay === undefined) return null;
  const spread = delay * (0.8 + 0.4 * random());
  return Math.max(spread, Math.min(retryAfterSeconds ?? 0, 24 * hour));
}

/** Reads Retry-After: whole seconds or an HTTP date. Anything else is ignored. */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const isHttpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d/.test(text);
  const at = isHttpDate ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
