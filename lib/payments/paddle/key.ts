import { GatehouseError } from "@/lib/errors";
import type { KeyRight, Mode, ProviderAccess, WebhookTrial } from "@/lib/payments/provider";
import { find, get } from "./client";
import { paddleWebhooks } from "./webhooks";

/** What we read, as named on Paddle's page for API keys. */
const reads: Record<string, string> = {
  Products: "/products",
  Prices: "/prices",
  Customers: "/customers",
  Subscriptions: "/subscriptions",
  Adjustments: "/adjustments",
  Events: "/events",
};
const transactions = "Transactions";
const destinations = "Notification settings";

export const paddleRights: readonly KeyRight[] = [
  ...Object.keys(reads).map((name) => ({ name, level: "Read" as const })),
  { name: transactions, level: "Write" },
  { name: destinations, level: "Write" },
];

/** A sandbox key says so itself, except for the oldest ones. */
export function paddleModeOf({ apiKey, baseUrl }: ProviderAccess): Mode {
  return apiKey.startsWith("pdl_sdbx_") || baseUrl?.includes("//sandbox-") ? "test" : "live";
}

/** Transactions are only read here, because a created one can't be removed. */
export async function missingPaddleRights(
  access: ProviderAccess,
  webhook: WebhookTrial | null,
): Promise<string[]> {
  const readable = (path: string) => () => get(access, path, { per_page: "1" });
  const trials: [right: string, trial: () => Promise<unknown>][] = [
    ...Object.entries(reads).map(([name, path]): (typeof trials)[number] => [
      `${name} (Read)`,
      readable(path),
    ]),
    [`${transactions} (Write)`, readable("/transactions")],
  ];
  if (webhook) trials.push([`${destinations} (Write)`, () => tryWebhook(access, webhook)]);
  const missing = await Promise.all(
    trials.map(async ([right, trial]) => ((await isAllowed(trial)) ? [] : [right])),
  );
  return missing.flat();
}

async function isAllowed(trial: () => Promise<unknown>): Promise<boolean> {
  try {
    await trial();
    return true;
  } catch (error) {
    if (error instanceof GatehouseError && error.code === "forbidden") return false;
    throw error;
  }
}

/** Updates our destination unchanged, or creates one and removes it. */
async function tryWebhook(access: ProviderAccess, { id, url }: WebhookTrial): Promise<void> {
  if (id && (await find(access, `/notification-settings/${encodeURIComponent(id)}`)))
    return paddleWebhooks.repair(access, { id, url });
  const made = await paddleWebhooks.create(access, url);
  await paddleWebhooks.remove(access, made.id);
}
