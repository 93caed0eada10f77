import { memberJson } from "@/lib/auth";
import { readConnections } from "@/lib/payments/connections/read-connections";

type Context = { params: Promise<{ business: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business: slug } = await params;
  return memberJson(slug, ({ business, inTransaction }) =>
    inTransaction((tx) => readConnections(tx, business.id)),
  );
}
