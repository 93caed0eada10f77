import type { NextRequest } from "next/server";
import { readActivity } from "@/components/grants/read-activity";
import { memberJson } from "@/lib/auth";

type Context = { params: Promise<{ business: string }> };

export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { business } = await params;
  const entitlementId = request.nextUrl.searchParams.get("entitlement");
  return memberJson(business, (member) =>
    member.inTransaction((tx) =>
      readActivity(tx, member, { limit: 30, ...(entitlementId && { entitlementId }) }),
    ),
  );
}
