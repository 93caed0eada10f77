import { memberJson } from "@/lib/auth";
import { readCustomer } from "@/lib/customers/read-customer";

type Context = { params: Promise<{ business: string; customer: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business: slug, customer } = await params;
  return memberJson(slug, ({ inTransaction, ...member }) =>
    inTransaction((tx) => readCustomer(tx, member, customer)),
  );
}
