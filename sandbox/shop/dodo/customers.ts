import { z } from "zod";
import type { Shop } from "../open-shop";
import { newCustomer } from "../records";
import { found } from "../shop";
import { createdWithin, dodoApi, fits, metadataInput, page, readBody } from "./api";

const customerInput = z.object({
  email: z.email(),
  name: z.string().min(1),
  phone_number: z.string().nullish(),
  metadata: metadataInput.optional(),
});
const customerPatch = z.object({
  email: z.email().nullish(),
  name: z.string().min(1).nullish(),
  phone_number: z.string().nullish(),
  metadata: metadataInput.nullish(),
});

export function customerRoutes(shop: Shop) {
  const customers = dodoApi(shop);
  customers.get("/", (c) =>
    page(
      c,
      [...c.get("account").customers.values()].filter(
        ({ email, name, created_at }) => fits(c, { email, name }) && createdWithin(c, created_at),
      ),
    ),
  );
  customers.post("/", async (c) => {
    const customer = newCustomer(shop, c.get("account"), await readBody(c, customerInput));
    shop.changed();
    return c.json(customer);
  });
  customers.get("/:customer_id", (c) =>
    c.json(found(c.get("account").customers, c.req.param("customer_id"))),
  );
  customers.patch("/:customer_id", async (c) => {
    const customer = found(c.get("account").customers, c.req.param("customer_id"));
    const given = await readBody(c, customerPatch);
    if (given.email) customer.email = given.email;
    if (given.name) customer.name = given.name;
    if (given.phone_number !== undefined) customer.phone_number = given.phone_number;
    if (given.metadata) customer.metadata = given.metadata;
    shop.changed();
    return c.json(customer);
  });
  customers.post("/:customer_id/customer-portal/session", (c) => {
    const account = c.get("account");
    const customer = found(account.customers, c.req.param("customer_id"));
    const link = new URL("/shop/mine", shop.world.sandboxUrl);
    link.searchParams.set("account", account.business_id);
    link.searchParams.set("email", customer.email);
    const back = c.req.query("return_url");
    if (back) link.searchParams.set("return_url", back);
    return c.json({ link: link.href });
  });
  return customers;
}
