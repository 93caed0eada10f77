import { apiRoute } from "@/lib/api/api-route";
import { customerToWire } from "@/lib/api/customers";
import { findCustomer, updateCustomer } from "@/lib/customers/customers";
import { correctAddress } from "@/lib/customers/move-address";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/customers/{id}", {
  GET: async ({ tx, businessId, ids }) => customerToWire(await findCustomer(tx, businessId, ids.id)),
  PATCH: async ({ tx, businessId, ids, body, actor }) => {
    if (body.email != null) await correctAddress(tx, businessId, ids.id, body.email, actor);
    const changes = {
      ...(body.name != null && { name: body.name }),
      ...(body.phone_number !== undefined && { phoneNumber: body.phone_number }),
      ...(body.metadata && { metadata: body.metadata }),
    };
    return customerToWire(await updateCustomer(tx, businessId, ids.id, changes, actor));
  },
});
