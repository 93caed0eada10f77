import { memberJson } from "@/lib/auth";
import { listSavedViews } from "@/lib/saved-views";

type Context = { params: Promise<{ business: string }> };

/** The person's own saved views. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, ({ inTransaction, ...member }) =>
    inTransaction((tx) => listSavedViews(tx, member)),
  );
}
