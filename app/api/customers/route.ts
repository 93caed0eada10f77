import { forBusiness } from "@/lib/api/api-route";
import { createCustomerOperation, customerToWire, listCustomersOperation } from "@/lib/api/customers";
import { onlyMethods } from "@/lib/api/method-not-allowed";
import { answerPage, toPage } from "@/lib/api/paging";
import { customerByEmail, listCustomers, updateCustomer } from "@/lib/customers/customers";

export const GET = forBusiness(listCustomersOperation, async ({ tx, businessId, query }) => {
  const rows = await listCustomers(tx, businessId, {
    ...toPage(query),
    email: query.email,
    name: query.name,
    createdFrom: query.created_at_gte,
    createdTo: query.created_at_lte,
  });
  return answerPage(rows, query, ({ id }) => id, customerToWire);
});

export const POST = forBusiness(createCustomerOperation, async ({ tx, businessId, body, actor }) => {
  const { name, phone_number, metadata } = body;
  const { id } = await customerByEmail(tx, businessId, body.email, name);
  const told = {
    ...(name && { name }),
    ...(phone_number && { phoneNumber: phone_number }),
    ...(metadata && { metadata }),
  };
  return customerToWire(await updateCustomer(tx, businessId, id, told, actor));
});

const other = onlyMethods("GET", "POST");

export { other as DELETE, other as OPTIONS, other as PATCH, other as PUT };
