import { memberJson } from "@/lib/auth";
import { readFirstSteps } from "@/lib/overview/first-steps";

type Context = { params: Promise<{ business: string }> };

/** The checklist of one entitlement, or of the business. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  const entitlement = new URL(request.url).searchParams.get("entitlement") ?? undefined;
  return memberJson(business, (member) =>
    member.inTransaction((tx) => readFirstSteps(tx, member, entitlement)),
  );
}
