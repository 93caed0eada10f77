import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { customerByEmail, listCustomers } from "@/lib/customers/customers";
import { newId } from "@/lib/ids";
import { listPayments } from "@/lib/purchases/find-purchases";
import { connectProvider } from "@/test/world/purchase-world";
import { db, inTransaction, type Tx } from "./client";
import { businesses } from "./schema";

// Drizzle's `.desc()` creates DESC NULLS LAST, but Postgres sorts `order by … desc` with NULLS FIRST, so such an
// index doesn't help. Postgres reads an ascending index backwards instead.
test("indexes are ascending, so that newest-first lists read them backwards", async () => {
  const rows = await db().execute(
    sql`select indexname from pg_indexes where schemaname = 'public' and indexdef like '% DESC%'`,
  );
  expect([...rows]).toEqual([]);
});

/** How many rows of a table this transaction has read. */
async function rowsRead(tx: Tx, table: string): Promise<number> {
  const [row] = await tx.execute<{ n: number }>(
    sql`select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as n from pg_stat_xact_user_tables where relname = ${table}`,
  );
  return Number(row?.n);
}

test("a page of payments reads no more payments than it shows", async () => {
  const businessId = newId("business");
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
  const { connectionId } = await connectProvider(businessId);
  await db().execute(sql`insert into purchase_facts (id, connection_id, kind, external_id, subject_id, as_of, body)
    select 'fact_' || lpad(n::text, 6, '0'), ${connectionId}, 'payment', 'pay_' || n, 'pay_' || n, now(),
      jsonb_build_object('kind', 'payment', 'paymentId', 'pay_' || n, 'lines', '[]'::jsonb,
        'subscriptionIds', '[]'::jsonb, 'amount', 1)
    from generate_series(1, 20000) n`);
  await db().execute(sql`analyze purchase_facts`);
  await inTransaction(async (tx) => {
    const newest = await listPayments(tx, businessId, { limit: 3 });
    expect(newest.map(({ seen }) => seen.paymentId)).toEqual(["pay_20000", "pay_19999", "pay_19998"]);
    expect(await rowsRead(tx, "purchase_facts")).toBeLessThan(50);
  });
});

test("the API's list of customers does not count their grants", async () => {
  const businessId = newId("business");
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
  await inTransaction((tx) => customerByEmail(tx, businessId, "carl@example.com", "Carl"));
  await inTransaction(async (tx) => {
    expect(await listCustomers(tx, businessId, { limit: 10 })).toMatchObject([{ name: "Carl" }]);
    const [scans] = await tx.execute(
      sql`select (seq_scan + idx_scan)::int as n from pg_stat_xact_user_tables where relname = 'grants'`,
    );
    expect(scans).toEqual({ n: 0 });
  });
});

test("customers page through in the order of the names they show, either way, reading only what they show", async () => {
  const businessId = newId("business");
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
  await db().execute(sql`insert into customers (id, business_id, email, name)
    select 'cus_' || md5(n::text), ${businessId}, 'c' || lpad((n % 5000)::text, 5, '0') || '@x.test',
      case n % 3 when 0 then '' when 1 then 'C0' || (n % 50) else 'c0' || (n % 70) end
    from generate_series(1, 20000) n`);
  await db().execute(sql`analyze customers`);
  const shown = ({ name, email }: { name: string; email: string }) => (name || email).toLowerCase();
  for (const direction of ["asc", "desc"] as const) {
    const page = (after?: string) =>
      inTransaction(async (tx) => {
        const found = await listCustomers(tx, businessId, {
          sort: { by: "name", direction },
          after,
          limit: 40,
        });
        expect(await rowsRead(tx, "customers")).toBeLessThan(200);
        return found;
      });
    const first = await page();
    const rows = [...first, ...(await page(first.at(-1)?.id))];
    expect(new Set(rows.map(({ id }) => id)).size).toBe(80);
    const names = rows.map(shown);
    const sorted = await db().execute<{ name: string }>(
      sql`select name from unnest(${sql.param(names)}::text[]) name order by name ${sql.raw(direction)}`,
    );
    expect(names).toEqual([...sorted].map(({ name }) => name));
  }
});
