import { env } from "@/lib/env";

/** A call of the sandbox's control API: a moderator's, a member's or the payment provider's hand. */
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

const atOnce = 12;

/** Does it to each, a dozen at a time. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const lanes = Array.from({ length: atOnce }, async () => {
    for (const item of left) await work(item);
  });
  await Promise.all(lanes);
}
