import { memberJson } from "@/lib/auth";
import { readOverview } from "@/lib/overview/read-overview";

type Context = { params: Promise<{ business: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, (member) => member.inTransaction((tx) => readOverview(tx, member)));
}
