import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { emails, webhookEvents } from "@/db/schema";
import { tidy } from "./housekeeping";

test("one round deletes all old events, however many there are", async () => {
  await db().execute(sql`insert into webhook_events (id, business_id, type, grant_id, transition, data, occurred_at)
    select 'evt_old' || n, 'bus_x', 'entitlement_grant.created', 'entg_' || n, 0, '{}', now() - interval '91 days'
    from generate_series(1, 2500) n`);
  await tidy();
  expect(await db().$count(webhookEvents)).toBe(0);
});

test("what an email said is forgotten after 90 days, and that it was sent is not", async () => {
  const email = (id: string, days: number) => ({
    id,
    uniqueKey: id,
    template: "sign-in" as const,
    to: "ana@example.com",
    props: "",
    status: "sent" as const,
    dueAt: null,
    sentAt: sql`now() - make_interval(days => ${days})`,
    sentMail: "sealed",
  });
  await db()
    .insert(emails)
    .values([email("eml_old", 91), email("eml_new", 89)]);
  await tidy();
  const left = await db()
    .select({ id: emails.id, status: emails.status, mail: emails.sentMail })
    .from(emails);
  expect(left.sort((a, b) => a.id.localeCompare(b.id))).toEqual([
    { id: "eml_new", status: "sent", mail: "sealed" },
    { id: "eml_old", status: "sent", mail: null },
  ]);
});
