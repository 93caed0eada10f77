import { apiRoute } from "@/lib/api/api-route";
import { paymentToWire } from "@/lib/api/purchases";
import { findPayment } from "@/lib/purchases/find-purchases";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/payments/{id}", {
  GET: async ({ tx, businessId, ids }) => paymentToWire(await findPayment(tx, businessId, ids.id)),
});
