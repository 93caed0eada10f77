import { readServers } from "@/app/[business]/servers/read-servers";
import { memberJson } from "@/lib/auth";

type Context = { params: Promise<{ business: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, ({ business, inTransaction }) =>
    inTransaction((tx) => readServers(tx, business.id)),
  );
}
