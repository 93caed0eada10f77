import { paymentToWire, retrievePaymentOperation } from "@/lib/api/purchases";
import { forBusiness } from "@/lib/http";
import { findPayment } from "@/lib/purchases/find-purchases";

export const GET = forBusiness(retrievePaymentOperation, async ({ tx, businessId, ids }) =>
  paymentToWire(await findPayment(tx, businessId, ids.id ?? "")),
);
