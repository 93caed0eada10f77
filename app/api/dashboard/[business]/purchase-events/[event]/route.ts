import { memberJson } from "@/lib/auth";
import { findInboxEvent } from "@/lib/purchases/find-inbox-events";

type Context = { params: Promise<{ business: string; event: string }> };

/** The full body of an event as the payment provider sent it; the event log cuts long ones short. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business, event } = await params;
  return memberJson(business, (member) =>
    member.inTransaction(async (tx) =>
      JSON.parse((await findInboxEvent(tx, member.business.id, event)).body),
    ),
  );
}
