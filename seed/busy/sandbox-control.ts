import { env } from "@/lib/env";

/** Calls the sandbox's control API: what a moderator, a member or the payment provider does. */
export async function control<T = Record<string, unknown>>(path: string, body?: object): Promise<T> {
  const { SANDBOX_URL } = env();
  if (!SANDBOX_URL) throw new Error("The busy demo needs the sandbox");
  const response = await fetch(`${SANDBOX_URL}/control${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}: ${text}`);
  return JSON.parse(text || "null") as T;
}

const mostAtOnce = 12;

/** Runs `work` on each item, a dozen at a time. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const lanes = Array.from({ length: mostAtOnce }, async () => {
    for (const item of left) await work(item);
  });
  await Promise.all(lanes);
}
