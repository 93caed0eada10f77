import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { db } from "@/db/client";
import type { Customer } from "./customers";
import { each } from "./sandbox-control";

/*
 * The product's own verbs do everything, and they write the current time. So each scene records, per customer, when
 * it ran and when it is supposed to have happened; at the end every date is moved there.
 */
type Scene = { email: string; from: string; to: string; at: Date };
export type Past = { scenes: Scene[] };

/** Runs one scene for these customers; `at` says when it is supposed to have happened. */
export async function play(
  past: Past,
  customers: readonly Customer[],
  at: (customer: Customer) => Date,
  work: (customer: Customer) => Promise<void>,
): Promise<void> {
  const from = await clock();
  await each(customers, work);
  const to = await clock();
  for (const customer of customers) past.scenes.push({ email: customer.email, from, to, at: at(customer) });
}

async function clock(): Promise<string> {
  const [row] = await db().execute<{ at: string }>(sql`select clock_timestamp()::text as at`);
  return row?.at ?? "";
}

/** Moves every date written during a scene to the time when the scene is supposed to have happened. */
export async function backDate(tx: Tx, businessId: string, past: Past): Promise<void> {
  await tx.execute(
    sql`create temp table scenes (customer text, from_at timestamptz, to_at timestamptz, at timestamptz) on commit drop`,
  );
  await tx.execute(sql`
    insert into scenes select c.id, s."from", s."to", s.at
    from jsonb_to_recordset(${JSON.stringify(past.scenes)}::jsonb) as s(email text, "from" timestamptz, "to" timestamptz, at timestamptz)
    join customers c on c.email = s.email and c.business_id = ${businessId}`);
  await tx.execute(sql`create index on scenes (customer)`);
  await tx.execute(sql`analyze scenes`);
  await tx.execute(sql`
    create or replace function pg_temp.past(whose text, written timestamptz) returns timestamptz language sql stable as $$
      select coalesce((select s.at + (written - s.from_at) from scenes s
        where s.customer = whose and written >= s.from_at and written <= s.to_at limit 1), written) $$`);
  for (const statement of statements) await tx.execute(sql.raw(statement));
  await tx.execute(sql.raw("drop function pg_temp.past"));
}

const moved = (whose: string, ...columns: string[]) =>
  columns.map((column) => `${column} = pg_temp.past(${whose}, t.${column})`).join(", ");
const ofGrant = "from grants g where g.id = t.grant_id";
const ofAccount = "from discord_accounts d where d.discord_user_id = t.discord_user_id";
const week = "interval '7 days'";
const wireTimes = ["created_at", "updated_at", "delivered_at", "revoked_at", "expires_at"];

const statements = [
  `update inbox_events t set ${moved("c.id", "received_at", "processed_at")} from customers c
    where c.email = t.body::jsonb->'data'->'customer'->>'email' and c.business_id = t.business_id`,
  `update payment_connections c set last_event_at = (select max(received_at) from inbox_events e where e.connection_id = c.id)`,
  `update inbox_events t set ${moved("p.customer_id", "received_at", "processed_at")} from purchases p
    where p.external_id = t.body::jsonb->'data'->>'payment_id' and t.type like 'dispute.%'`,
  `update grant_events t set ${moved("g.customer_id", "at")} ${ofGrant}`,
  `update emails t set ${moved("g.customer_id", "created_at")} ${ofGrant}`,
  `update webhook_events t set ${moved("g.customer_id", "occurred_at")}, data = t.data || (
      select coalesce(jsonb_object_agg(key, to_char(
        pg_temp.past(g.customer_id, value::timestamptz) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '{}'::jsonb)
      from jsonb_each_text(t.data) where key in (${wireTimes.map((name) => `'${name}'`).join(", ")}) and value is not null)
    || case when t.data->>'oauth_expires_at' is null then '{}'::jsonb else jsonb_build_object('oauth_expires_at', to_char(
        (pg_temp.past(g.customer_id, (t.data->>'oauth_expires_at')::timestamptz - ${week}) + ${week}) at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end
    ${ofGrant}`,
  "update deliveries t set created_at = e.occurred_at from webhook_events e where e.id = t.event_id",
  `update accesses t set ${moved("d.customer_id", "wanted_at", "synced_at", "problem_since", "created_at")} ${ofAccount}`,
  `update access_roles t set ${moved("d.customer_id", "given_at", "taken_at")} ${ofAccount}`,
  `update account_switches t set ${moved("t.customer_id", "at")}`,
  `update discord_accounts t set ${moved("t.customer_id", "linked_at", "unlinked_at")}`,
  `update purchases t set ${moved("t.customer_id", "created_at", "updated_at")}`,
  `update audit_entries t set ${moved("g.customer_id", "created_at")} from grants g where g.id = t.subject_id`,
  `update audit_entries t set ${moved("t.subject_id", "created_at")}
    where t.subject_id in (select customer from scenes)`,
  `update grants t set link_expires_at = pg_temp.past(t.customer_id, t.link_expires_at - ${week}) + ${week},
    ${moved(
      "t.customer_id",
      "created_at",
      "updated_at",
      "revoke_requested_at",
      "revoked_at",
      "delivered_at",
      "error_since",
      "link_sent_at",
      "link_opened_at",
      "link_last_opened_at",
      "expires_at",
    )}`,
  `update customers t set ${moved("t.id", "created_at", "updated_at")}`,
];
