import { forBusiness } from "@/lib/api/api-route";
import { notHere, onlyMethods } from "@/lib/api/method-not-allowed";
import { retrieveSubscriptionOperation, subscriptionToWire } from "@/lib/api/purchases";
import { findSubscription } from "@/lib/purchases/find-purchases";

export const GET = forBusiness(retrieveSubscriptionOperation, async ({ tx, businessId, ids }) =>
  subscriptionToWire(await findSubscription(tx, businessId, ids.id ?? "")),
);

export const PATCH = notHere("Subscriptions are changed at your payment provider; access follows its events");

const other = onlyMethods("GET");

export { other as DELETE, other as OPTIONS, other as POST, other as PUT };
