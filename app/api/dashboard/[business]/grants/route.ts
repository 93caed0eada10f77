import type { NextRequest } from "next/server";
import { memberJson } from "@/lib/auth";
import { readGrants } from "@/lib/grants/read-grants";

type Context = { params: Promise<{ business: string }> };

export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { business } = await params;
  const query = Object.fromEntries(request.nextUrl.searchParams);
  return memberJson(business, ({ business, inTransaction }) =>
    inTransaction((tx) => readGrants(tx, business.id, query)),
  );
}
