import { forBusiness } from "@/lib/api/api-route";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { paymentToWire, retrievePaymentOperation } from "@/lib/api/purchases";
import { findPayment } from "@/lib/purchases/find-purchases";

export const GET = forBusiness(retrievePaymentOperation, async ({ tx, businessId, ids }) =>
  paymentToWire(await findPayment(tx, businessId, ids.id ?? "")),
);

const other = onlyMethods("GET");

export { other as DELETE, other as OPTIONS, other as PATCH, other as POST, other as PUT };
