import { memberJson } from "@/lib/auth";
import { readPeriod } from "@/lib/overview/read-figures";
import { readOverview } from "@/lib/overview/read-overview";

type Context = { params: Promise<{ business: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  const period = readPeriod(new URL(request.url).searchParams.get("days"));
  return memberJson(business, (member) => member.inTransaction((tx) => readOverview(tx, member, period)));
}
