const DISCORD_EPOCH = 1420070400000n;
let lastMillisecond = 0n;
let increment = 0n;

/** A new id in Discord's layout: milliseconds, worker 1, process 0, and a counter of twelve bits. */
export function newSnowflake(now: number): string {
  let millisecond = BigInt(Math.floor(now)) - DISCORD_EPOCH;
  if (millisecond <= lastMillisecond) {
    millisecond = lastMillisecond;
    increment += 1n;
  } else increment = 0n;
  // A full counter borrows the next millisecond, so that ids stay unique and in order.
  if (increment > 0xfffn) {
    millisecond += 1n;
    increment = 0n;
  }
  lastMillisecond = millisecond;
  return ((millisecond << 22n) | (1n << 17n) | increment).toString();
}

/** Compares two ids as numbers; they are too big for JavaScript's own. */
export function compareSnowflakes(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Discord accepts any unsigned 64-bit decimal as an id. */
export function isSnowflake(value: string): boolean {
  return /^\d{1,20}$/.test(value) && BigInt(value) < 1n << 64n;
}
