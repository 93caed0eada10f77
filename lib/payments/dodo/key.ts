import type DodoPayments from "dodopayments";
import { env } from "@/lib/env";
import type { Mode, ProviderAccess, WebhookTrial } from "@/lib/payments/provider";
import { call, client, isRefusal, isThere, sorted } from "./client";

const addresses: Record<Mode, string> = {
  live: "https://live.dodopayments.com",
  test: "https://test.dodopayments.com",
};
export const writeAccess = "Enable write access";

/** Null if this installation uses another address, such as the sandbox's. */
export function dodoAddresses(): Record<Mode, string> | null {
  return Object.values(addresses).includes(env().DODO_PAYMENTS_BASE_URL) ? addresses : null;
}

export function dodoModeOf({ baseUrl }: Pick<ProviderAccess, "baseUrl">): Mode {
  return (baseUrl ?? env().DODO_PAYMENTS_BASE_URL).replace(/\/+$/, "") === addresses.live ? "live" : "test";
}

/** Every key can read everything. Write access is one checkbox. */
export async function missingDodoRights(
  access: ProviderAccess,
  webhook: WebhookTrial | null,
): Promise<string[]> {
  await call(() => client(access).products.list({ page_number: 0, page_size: 1 }));
  if (!webhook) return [];
  try {
    await tryWebhook(client(access).webhooks, webhook);
    return [];
  } catch (error) {
    if (isRefusal(error)) return [writeAccess];
    throw sorted(error);
  }
}

/** Updates our webhook unchanged, or creates one and removes it. */
async function tryWebhook(webhooks: DodoPayments.Webhooks, { id, url }: WebhookTrial): Promise<void> {
  if (id && (await isThere(() => webhooks.update(id, { url })))) return;
  const made = await webhooks.create({ url });
  await webhooks.delete(made.id);
}

/** No call returns a key's business, but every product names it. */
export async function findDodoBusiness(access: ProviderAccess): Promise<string | null> {
  const { items } = await call(() => client(access).products.list({ page_number: 0, page_size: 1 }));
  return items[0]?.business_id ?? null;
}
