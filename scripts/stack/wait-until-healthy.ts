import { pause } from "../processes";

/** Requests `url` until it answers 2xx. If it does not within `patience`, returns the last failure. */
export async function waitUntilHealthy(
  url: string,
  patience: number,
  stop: AbortSignal,
): Promise<string | undefined> {
  const deadline = Date.now() + patience;
  let last = "no answer";
  while (Date.now() < deadline) {
    stop.throwIfAborted();
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
      if (answer.ok) return undefined;
      last = `${answer.status} ${(await answer.text()).slice(0, 500)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await pause(150);
  }
  return last;
}
