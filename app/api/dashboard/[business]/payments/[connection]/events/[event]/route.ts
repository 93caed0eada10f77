import { memberJson } from "@/lib/auth";
import { readInboxEvent } from "@/lib/purchases/read-inbox";

type Context = { params: Promise<{ business: string; connection: string; event: string }> };

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business: slug, connection, event } = await params;
  return memberJson(slug, ({ inTransaction, ...member }) =>
    inTransaction((tx) => readInboxEvent(tx, member, connection, event)),
  );
}
