import { apiRoute } from "@/lib/api/api-route";
import { customerToWire } from "@/lib/api/customers";
import { answerPage, toPage } from "@/lib/api/paging";
import { customerByEmail, listCustomers, updateCustomer } from "@/lib/customers/customers";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = apiRoute("/customers", {
  GET: async ({ tx, businessId, query }) => {
    const rows = await listCustomers(tx, businessId, {
      ...toPage(query),
      email: query.email,
      name: query.name,
      createdFrom: query.created_at_gte,
      createdTo: query.created_at_lte,
    });
    return answerPage(rows, query, ({ id }) => id, customerToWire);
  },
  POST: async ({ tx, businessId, body, actor }) => {
    const { name, phone_number, metadata } = body;
    const { id } = await customerByEmail(tx, businessId, body.email, name);
    const details = {
      ...(name && { name }),
      ...(phone_number && { phoneNumber: phone_number }),
      ...(metadata && { metadata }),
    };
    return customerToWire(await updateCustomer(tx, businessId, id, details, actor));
  },
});
