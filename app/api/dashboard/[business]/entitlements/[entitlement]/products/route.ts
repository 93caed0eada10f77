import { memberJson } from "@/lib/auth";
import { readProductChoices } from "@/lib/products/read-products";

type Context = { params: Promise<{ business: string; entitlement: string }> };

/** Every product with whether it gives this entitlement, and how many customers it has. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business: slug, entitlement: id } = await params;
  return memberJson(slug, ({ business, inTransaction }) =>
    inTransaction((tx) => readProductChoices(tx, business.id, id)),
  );
}
