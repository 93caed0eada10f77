import { performance } from "node:perf_hooks";

type Watch = { stop(): void };

const stallMs = 10_000;

/**
 * A process can't recover by itself from a blocked event loop. It would keep its locks, so it exits and another
 * process continues.
 */
export function watchForStalls(end: (why: string) => void): Watch {
  let last = performance.now();
  const timer = setInterval(() => {
    const late = performance.now() - last - 1_000;
    last = performance.now();
    if (late > stallMs) end(`the event loop was blocked for ${Math.round(late)} ms`);
  }, 1_000);
  return { stop: () => clearInterval(timer) };
}
