import type { NextRequest } from "next/server";
import { memberJson } from "@/lib/auth";
import { readInbox, readInboxQuery } from "@/lib/purchases/read-inbox";

type Context = { params: Promise<{ business: string; connection: string }> };

/** What a payment provider has sent, filtered by the query. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { business: slug, connection } = await params;
  const query = readInboxQuery(Object.fromEntries(request.nextUrl.searchParams));
  return memberJson(slug, ({ inTransaction, ...member }) =>
    inTransaction((tx) => readInbox(tx, member, connection, query)),
  );
}
