import { memberJson } from "@/lib/auth";
import { findMove } from "@/lib/entitlements/move-entitlement";

type Context = { params: Promise<{ business: string; entitlement: string }> };

/** The progress of moving people to a new server or role; null when nobody is moving. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business: slug, entitlement: id } = await params;
  return memberJson(slug, ({ business, inTransaction }) =>
    inTransaction((tx) => findMove(tx, business.id, id)),
  );
}
