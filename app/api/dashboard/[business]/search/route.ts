import type { NextRequest } from "next/server";
import { memberJson } from "@/lib/auth";
import { searchBusiness } from "@/lib/overview/search-business";

type Context = { params: Promise<{ business: string }> };

export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { business: slug } = await params;
  const text = request.nextUrl.searchParams.get("q") ?? "";
  return memberJson(slug, ({ business, inTransaction }) =>
    inTransaction((tx) => searchBusiness(tx, business.id, text)),
  );
}
