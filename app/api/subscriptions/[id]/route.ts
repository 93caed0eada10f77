import { apiRoute } from "@/lib/api/api-route";
import { subscriptionToWire } from "@/lib/api/purchases";
import { findSubscription } from "@/lib/purchases/find-purchases";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute(
  "/subscriptions/{id}",
  {
    GET: async ({ tx, businessId, ids }) =>
      subscriptionToWire(await findSubscription(tx, businessId, ids.id)),
  },
  { PATCH: "Subscriptions are changed at your payment provider; access follows its events" },
);
