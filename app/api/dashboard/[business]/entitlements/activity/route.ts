import type { NextRequest } from "next/server";
import { memberJson } from "@/lib/auth";
import { readActivity } from "@/lib/grants/read-activity";

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
