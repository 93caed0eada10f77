import { ApiError, refuse } from "@/lib/api/api-error";
import { env } from "@/lib/env";

/** Paths the published SDKs call and Gatehouse doesn't serve, because money stays with the payment provider. */
const atTheProvider =
  /^\/api\/(addons|balances|brands|checkouts|credit-entitlements|discounts|disputes|events|invoices|licenses|license_keys|license_key_instances|meters|misc|payments|payouts|product-collections|refunds|subscriptions|webhook-events)(\/|$)/;

function answer(request: Request): Response {
  const { pathname } = new URL(request.url);
  const family = atTheProvider.exec(pathname)?.[1];
  const message = family
    ? `Gatehouse has nothing at this path: ask your payment provider's own API for ${family}`
    : `Gatehouse has nothing at this path. ${env().APP_URL}/docs/api lists every path`;
  return refuse(new ApiError("NOT_FOUND", message));
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
