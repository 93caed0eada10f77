import type { Tx } from "@/db/client";
import { readActivity } from "@/lib/grants/read-activity";
import { readGrants } from "@/lib/grants/read-grants";
import { serverView } from "@/lib/guilds/guild-view";
import { listGuilds } from "@/lib/guilds/guilds";
import type { Membership } from "@/lib/membership";
import { mayAct } from "@/lib/rights";
import { previewEnd } from "./end-entitlement";
import { productsOfEntitlement, summarizeEntitlement, summarizeEntitlements } from "./find-entitlements";
import { findMove } from "./move-entitlement";

/** The page of all entitlements, with the servers for a new one. */
export async function readEntitlements(tx: Tx, member: Membership) {
  return {
    summaries: await summarizeEntitlements(tx, member.business.id, { limit: 100 }),
    servers: (await listGuilds(tx, member.business.id)).map(serverView),
    activity: await readActivity(tx, member, { limit: 30 }),
    mayChange: mayAct(member.role, "admin"),
  };
}

/** The page of one entitlement, with its filtered grants and a preview of ending it. */
export async function readEntitlementPage(
  tx: Tx,
  { business, role }: Membership,
  id: string,
  query: { status?: string; q?: string; after?: string },
) {
  return {
    summary: await summarizeEntitlement(tx, business.id, id),
    grants: await readGrants(tx, business.id, { ...query, entitlement: id }),
    servers: (await listGuilds(tx, business.id)).map(serverView),
    preview: await previewEnd(tx, business.id, id),
    products: await productsOfEntitlement(tx, id),
    move: await findMove(tx, business.id, id),
    mayChange: mayAct(role, "admin"),
  };
}
