import { readAttention } from "@/lib/attention/read-attention";
import { memberJson } from "@/lib/auth";

type Context = { params: Promise<{ business: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, ({ business, inTransaction }) =>
    inTransaction((tx) => readAttention(tx, business.id)),
  );
}
