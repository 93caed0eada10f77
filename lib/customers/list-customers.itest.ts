import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import type { Membership } from "@/lib/membership";
import { openWorld, type World } from "@/test/world/merchant-world";
import { type CustomerQuery, readCustomers } from "./read-customers";

let world: World;
let server = "";
let product = "";

// 20,000 people with access, and before them one in each other state.
beforeAll(async () => {
  world = await openWorld();
  const guild = await world.guild();
  server = guild.id;
  const entitlementId = await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Pro"]);
  const [pro] = await db().execute<{ id: string }>(
    sql`select id from products where business_id = ${world.businessId} and name = 'Pro'`,
  );
  product = pro?.id ?? "";
  await db().execute(sql`insert into customers (id, business_id, email, created_at)
    select 'cus_' || n, ${world.businessId}, n || '@x.test', now() - n * interval '1 minute'
    from generate_series(1, 20005) n`);
  await db().execute(sql`insert into purchases (id, business_id, customer_id, kind, external_id, product_id, live)
    select 'pur_' || n, ${world.businessId}, 'cus_' || n, 'direct', 'pur_' || n,
      case when n = 20001 then ${product} end, true from generate_series(1, 20004) n`);
  await db().execute(sql`insert into grants
      (id, business_id, entitlement_id, customer_id, purchase_id, status, error_code, error_since, discord_user_id, revocation_reason)
    select 'entg_' || n, ${world.businessId}, ${entitlementId}, 'cus_' || n, 'pur_' || n,
      case n when 20001 then 'failed' when 20002 then 'pending' when 20003 then 'revoked' when 20004 then 'pending' else 'delivered' end,
      case n when 20001 then 'discord_member_banned' end, case n when 20001 then now() - interval '3 days' end,
      case when n <> 20002 then '1' || lpad(n::text, 17, '0') end, case n when 20003 then 'manual' end
    from generate_series(1, 20004) n`);
  await db().execute(sql`analyze customers, grants, purchases`);
});

const read = (query: CustomerQuery, role: Membership["role"] = "admin") =>
  inTransaction((tx) => readCustomers(tx, { business: { id: world.businessId }, role } as Membership, query));
const emails = async (query: CustomerQuery) => (await read(query)).rows.map(({ email }) => email);

test("customers are filtered by what they have, what they bought and where", async () => {
  expect(await emails({ access: "failed" })).toEqual(["20001@x.test"]);
  expect(await emails({ access: "not_connected" })).toEqual(["20002@x.test"]);
  expect(await emails({ access: "ended" })).toEqual(["20003@x.test"]);
  expect((await emails({ access: "has_access" })).slice(0, 2)).toEqual(["1@x.test", "2@x.test"]);
  expect(await emails({ product })).toEqual(["20001@x.test"]);
  expect(await emails({ product: "pdt_other" })).toEqual([]);
  expect(await emails({ server, access: "ended" })).toEqual(["20003@x.test"]);
  expect(await emails({ server: "1" })).toEqual([]);
  expect(await emails({ access: "something else" })).toHaveLength(50);
});

test("the row of a customer says what is wrong, who must act and since when", async () => {
  const { rows } = await read({ access: "failed" });
  expect(rows[0]?.waiting).toMatchObject({
    reason: expect.stringContaining("banned"),
    waiting: { who: "merchant", since: expect.stringMatching(/^\d{4}-/) },
  });
  expect((await read({ access: "not_connected" })).rows[0]?.waiting?.waiting?.who).toBe("customer");
  expect((await read({ access: "has_access" })).rows[0]?.waiting).toBeNull();
});

test("a filter that few match reads few grants, also when they are the oldest", async () => {
  await inTransaction(async (tx) => {
    await readCustomers(tx, { business: { id: world.businessId }, role: "viewer" } as Membership, {
      access: "failed",
    });
    const [row] = await tx.execute<{ n: number }>(
      sql`select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as n from pg_stat_xact_user_tables where relname = 'grants'`,
    );
    expect(Number(row?.n)).toBeLessThan(1000);
  });
});
