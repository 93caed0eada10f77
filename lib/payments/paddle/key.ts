import { GatehouseError } from "@/lib/errors";
import type { KeyRight, Mode, ProviderAccess, WebhookTrial } from "@/lib/payments/provider";
import { find, get } from "./client";
import { paddleWebhooks } from "./webhooks";

/** What is read, by the names of Paddle's page for API keys. */
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

/** A key of the sandbox says so itself, save the oldest ones. */
export function paddleModeOf({ apiKey, baseUrl }: ProviderAccess): Mode {
  return apiKey.startsWith("pdl_sdbx_") || baseUrl?.includes("//sandbox-") ? "test" : "live";
}

/** Transactions are only read here: one that is made cannot be removed. */
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

/** Our destination is written again; where there is none, one is made and removed. */
async function tryWebhook(access: ProviderAccess, { id, url }: WebhookTrial): Promise<void> {
  if (id && (await find(access, `/notification-settings/${encodeURIComponent(id)}`)))
    return paddleWebhooks.repair(access, { id, url });
  const made = await paddleWebhooks.create(access, url);
  await paddleWebhooks.remove(access, made.id);
}
