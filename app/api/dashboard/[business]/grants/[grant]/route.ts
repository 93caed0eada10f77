import { memberJson } from "@/lib/auth";
import { readGrant } from "@/lib/grants/read-grant";

type Context = { params: Promise<{ business: string; grant: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business, grant } = await params;
  return memberJson(business, (member) => member.inTransaction((tx) => readGrant(tx, member, grant)));
}
