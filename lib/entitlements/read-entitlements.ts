import type { Tx } from "@/db/client";
import { readFilterChoices } from "@/lib/customers/filter-choices";
import { failureWords } from "@/lib/discord/failures";
import { readActivity } from "@/lib/grants/read-activity";
import { readGrants } from "@/lib/grants/read-grants";
import { serverView } from "@/lib/guilds/guild-view";
import { listGuilds } from "@/lib/guilds/guilds";
import type { Membership } from "@/lib/membership";
import { mayAct } from "@/lib/rights";
import { readSort } from "@/lib/search-params";
import { previewEnd } from "./end-entitlement";
import {
  type EntitlementSummary,
  entitlementSorts,
  productsOfEntitlement,
  readEntitlementCondition,
  summarizeEntitlement,
  summarizeEntitlements,
} from "./find-entitlements";
import { findMove } from "./move-entitlement";

const pageSize = 50;

export type EntitlementsQuery = Partial<
  Record<"q" | "show" | "server" | "product" | "sort" | "after", string | undefined>
>;

/** The filter that the URL of the list asks for. */
export function entitlementsFilter({ q, show, server, product, sort, after }: EntitlementsQuery) {
  return {
    search: q || undefined,
    condition: readEntitlementCondition(show),
    guildId: server,
    productId: product,
    sort: readSort(sort, entitlementSorts),
    after: after || undefined,
  };
}

/** A page of entitlements that match the query in the URL, with the servers for a new one. */
export async function readEntitlements(tx: Tx, member: Membership, query: EntitlementsQuery) {
  const { id: businessId } = member.business;
  const filter = entitlementsFilter(query);
  const found = await summarizeEntitlements(tx, businessId, { ...filter, limit: pageSize + 1 });
  const rows = found.slice(0, pageSize).map(entitlementView);
  return {
    rows,
    next: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    sort: filter.sort,
    products: (await readFilterChoices(tx, businessId)).products,
    servers: (await listGuilds(tx, businessId)).map(serverView),
    activity: await readActivity(tx, member, { limit: 30 }),
    mayChange: mayAct(member.role, "admin"),
  };
}

export type ListedEntitlement = ReturnType<typeof entitlementView>;

function entitlementView({ entitlement, guild, role, counts, productCount }: EntitlementSummary) {
  const problem = entitlement.problem ?? guild.problem;
  return {
    id: entitlement.id,
    name: entitlement.name,
    createdAt: entitlement.createdAt.toISOString(),
    server: { id: guild.id, name: guild.name, icon: guild.icon },
    role,
    counts,
    productCount,
    problem: problem && failureWords(problem),
  };
}

/** The page of one entitlement, with its filtered grants and a preview of ending it. */
export async function readEntitlementPage(
  tx: Tx,
  { business, role }: Membership,
  id: string,
  query: Parameters<typeof readGrants>[2],
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
