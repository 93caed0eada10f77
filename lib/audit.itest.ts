import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntries, businesses, customers, members, users } from "@/db/schema";
import { type Actor, type AuditFilter, listAudit, system } from "./audit";
import { nameSubjects } from "./overview/name-subjects";

const ana: Actor = { kind: "person", id: "usr_ana", label: "Ana" };
const carl: Actor = { kind: "customer", id: "cus_carl", label: "carl@x.test" };
const [own, other] = ["bus_own", "bus_other"];

beforeAll(async () => {
  for (const id of [own, other]) await db().insert(businesses).values({ id, slug: id, name: id });
  const entry = (id: string, action: string, actor: Actor, day: string) => ({
    id,
    businessId: own,
    action,
    actor,
    createdAt: new Date(`2026-11-${day}Z`),
  });
  await db()
    .insert(auditEntries)
    .values([
      entry("aud_1", "grant.revoked", ana, "20T00:00:00"),
      entry("aud_2", "grants.bulk_retry", ana, "20T23:59:59.999"),
      entry("aud_3", "customer.account_switched", carl, "21T00:00:00"),
      entry("aud_4", "webhook.paused", system, "22T12:00:00"),
      { ...entry("aud_5", "grant.revoked", ana, "20T12:00:00"), businessId: other },
    ]);
});

test.each([
  [{}, ["aud_4", "aud_3", "aud_2", "aud_1"]],
  [{ by: "usr_ana" }, ["aud_2", "aud_1"]],
  [{ by: "customer" }, ["aud_3"]],
  [{ by: "system" }, ["aud_4"]],
  [{ nouns: ["grant", "grants"] }, ["aud_2", "aud_1"]],
  [{ nouns: ["grant"] }, ["aud_1"]],
  [{ from: "2026-11-21" }, ["aud_4", "aud_3"]],
  [{ to: "2026-11-20" }, ["aud_2", "aud_1"]],
  [{ from: "2026-11-21", to: "2026-11-21" }, ["aud_3"]],
  [{ search: "carl" }, ["aud_3"]],
] satisfies [AuditFilter, string[]][])("the log filtered by %j", async (filter, ids) => {
  expect((await listAudit(db(), own, filter)).map(({ id }) => id)).toEqual(ids);
});

test("things are named inside their business alone", async () => {
  const person = { businessId: own, email: "mona@x.test" };
  await db()
    .insert(customers)
    .values({ ...person, id: "cus_own" });
  await db()
    .insert(customers)
    .values({ ...person, id: "cus_other", businessId: other, name: "Secret" });
  await db().insert(users).values({ id: "usr_ana", email: "ana@x.test", name: "Ana" });
  await db().insert(members).values({ id: "mbr_ana", businessId: own, userId: "usr_ana", role: "owner" });
  const named = await nameSubjects(db(), own, ["cus_own", "cus_other", "mbr_ana", "nothing", "cus_own"]);
  expect([...named]).toEqual(
    expect.arrayContaining([
      ["cus_own", { label: "mona@x.test", path: "/customers/cus_own" }],
      ["mbr_ana", { label: "Ana", path: "/settings/team" }],
    ]),
  );
  expect(named.size).toBe(2);
  expect(await nameSubjects(db(), own, [])).toEqual(new Map());
});
