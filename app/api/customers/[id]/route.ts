import { forBusiness } from "@/lib/api/api-route";
import { customerToWire, retrieveCustomerOperation, updateCustomerOperation } from "@/lib/api/customers";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { findCustomer, updateCustomer } from "@/lib/customers/customers";
import { correctAddress } from "@/lib/customers/move-address";

export const GET = forBusiness(retrieveCustomerOperation, async ({ tx, businessId, ids }) =>
  customerToWire(await findCustomer(tx, businessId, ids.id ?? "")),
);

export const PATCH = forBusiness(updateCustomerOperation, async ({ tx, businessId, ids, body, actor }) => {
  const id = ids.id ?? "";
  if (body.email != null) await correctAddress(tx, businessId, id, body.email, actor);
  const changes = {
    ...(body.name != null && { name: body.name }),
    ...(body.phone_number !== undefined && { phoneNumber: body.phone_number }),
    ...(body.metadata && { metadata: body.metadata }),
  };
  return customerToWire(await updateCustomer(tx, businessId, id, changes, actor));
});

const other = onlyMethods("GET", "PATCH");

export { other as DELETE, other as OPTIONS, other as POST, other as PUT };
