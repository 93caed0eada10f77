import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { idPrefix } from "@/lib/ids";

/** What an id stands for in words, and its page in the dashboard, after the business's slug. */
export type Subject = { label: string; path: string | null };

/** Names the business's things among these ids. Those that are gone, or of a kind without a name, are left out. */
export async function nameSubjects(
  tx: Tx,
  businessId: string,
  ids: readonly string[],
): Promise<Map<string, Subject>> {
  if (ids.length === 0) return new Map();
  const wanted = sql.param([...new Set(ids)]);
  const asked = sql`business_id = ${businessId} and id = any(${wanted}::text[])`;
  const rows = await tx.execute<{ id: string; label: string }>(sql`
    select g.id, coalesce(nullif(c.name, ''), c.email) || ' (' || e.name || ')' as label
      from (select * from grants where ${asked}) g
      join customers c on c.id = g.customer_id join entitlements e on e.id = g.entitlement_id
    union all select id, coalesce(nullif(name, ''), email) from customers where ${asked}
    union all select id, name from entitlements where ${asked}
    union all select id, name from products where ${asked}
    union all select id, name from payment_connections where ${asked}
    union all select id, url from webhook_endpoints where ${asked}
    union all select id, name from api_keys where ${asked}
    union all select id, name from guilds where ${asked}
    union all select role->>'id', role->>'name'
      from guilds, jsonb_array_elements(snapshot->'roles') role
      where business_id = ${businessId} and role->>'id' = any(${wanted}::text[]) and role->>'id' <> guilds.id
    union all select discord_user_id, '@' || max(username)
      from discord_accounts where business_id = ${businessId} and discord_user_id = any(${wanted}::text[])
      group by discord_user_id
    union all select m.id, coalesce(nullif(u.name, ''), u.email)
      from (select * from members where ${asked}) m join users u on u.id = m.user_id`);
  return new Map(rows.map(({ id, label }) => [id, { label, path: pathOf(id) }]));
}

const pages: Record<string, (id: string) => string> = {
  [idPrefix.grant]: (id) => `/grants/${id}`,
  [idPrefix.customer]: (id) => `/customers/${id}`,
  [idPrefix.entitlement]: (id) => `/entitlements/${id}`,
  [idPrefix.product]: (id) => `/products/${id}`,
  [idPrefix.connection]: (id) => `/settings/payments/${id}`,
  [idPrefix.webhook]: (id) => `/developers/webhooks/${id}`,
  [idPrefix.apiKey]: () => "/developers",
  [idPrefix.member]: () => "/settings/team",
};

/** Ids of servers, roles and Discord accounts are Discord's own and have no prefix. */
function pathOf(id: string): string | null {
  const [prefix = ""] = id.split("_");
  return pages[prefix]?.(id) ?? null;
}
