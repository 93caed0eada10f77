import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { webhookEvents } from "@/db/schema";
import { tidy } from "./housekeeping";

test("one round deletes all old events, however many there are", async () => {
  await db().execute(sql`insert into webhook_events (id, business_id, type, grant_id, transition, data, occurred_at)
    select 'evt_old' || n, 'bus_x', 'entitlement_grant.created', 'entg_' || n, 0, '{}', now() - interval '91 days'
    from generate_series(1, 2500) n`);
  await tidy();
  expect(await db().$count(webhookEvents)).toBe(0);
});
