import { memberJson } from "@/lib/auth";
import { readServers } from "@/lib/guilds/read-guilds";

type Context = { params: Promise<{ business: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, ({ business, inTransaction }) =>
    inTransaction((tx) => readServers(tx, business.id)),
  );
}
