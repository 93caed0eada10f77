import { onlyMethods } from "@/lib/api/not-here";
import { paymentToWire, retrievePaymentOperation } from "@/lib/api/purchases";
import { forBusiness } from "@/lib/http";
import { findPayment } from "@/lib/purchases/find-purchases";

export const GET = forBusiness(retrievePaymentOperation, async ({ tx, businessId, ids }) =>
  paymentToWire(await findPayment(tx, businessId, ids.id ?? "")),
);

const other = onlyMethods("GET");

export { other as DELETE, other as OPTIONS, other as PATCH, other as POST, other as PUT };
