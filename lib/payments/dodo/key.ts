import type DodoPayments from "dodopayments";
import { env } from "@/lib/env";
import type { Mode, ProviderAccess, WebhookTrial } from "@/lib/payments/provider";
import { call, client, isRefusal, isThere, sorted } from "./client";

const addresses: Record<Mode, string> = {
  live: "https://live.dodopayments.com",
  test: "https://test.dodopayments.com",
};
export const writeAccess = "Enable write access";

/** An installation that speaks to another address, as one with the sandbox does, leaves no choice. */
export function dodoAddresses(): Record<Mode, string> | null {
  return Object.values(addresses).includes(env().DODO_PAYMENTS_BASE_URL) ? addresses : null;
}

export function dodoModeOf({ baseUrl }: Pick<ProviderAccess, "baseUrl">): Mode {
  return (baseUrl ?? env().DODO_PAYMENTS_BASE_URL).replace(/\/+$/, "") === addresses.live ? "live" : "test";
}

/** A key that reads anything reads everything; whether it may write is one tick. */
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

/** Our webhook is written again; where there is none, one is made and removed. */
async function tryWebhook(webhooks: DodoPayments.Webhooks, { id, url }: WebhookTrial): Promise<void> {
  if (id && (await isThere(() => webhooks.update(id, { url })))) return;
  const made = await webhooks.create({ url });
  await webhooks.delete(made.id);
}

/** Every product names its business; a key cannot be asked whose it is. */
export async function findDodoBusiness(access: ProviderAccess): Promise<string | null> {
  const { items } = await call(() => client(access).products.list({ page_number: 0, page_size: 1 }));
  return items[0]?.business_id ?? null;
}
