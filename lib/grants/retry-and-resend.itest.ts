import { and, asc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, emails, grantEvents } from "@/db/schema";
import { openClaimLink } from "@/lib/connect/open-claim-link";
import { findRun } from "@/lib/work/runs";
import { actor } from "@/test/world/merchant-world";
import { fault } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { startGrantRun, stepGrantRun } from "./bulk-grants";
import { resendLink } from "./claim-link";
import { retryGrant } from "./open-grants";
import { grantLink } from "./serialize-grant";

openScene();

const deedsOn = async (grantId: string) => {
  const rows = await db().select().from(auditEntries).where(eq(auditEntries.subjectId, grantId));
  return rows.map(({ action, actor: { kind, label } }) => `${action} by ${kind} ${label}`);
};

async function unclaimed() {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.buy("Pro", "ana@x.test");
  return world.grant("ana@x.test");
}

test("resending a link is in the audit log with the person, one by one and in bulk", async () => {
  const { id } = await unclaimed();
  await inTransaction((tx) => resendLink(tx, world.businessId, id, actor));
  expect(await deedsOn(id)).toEqual(["grant.link_resent by person mona@demo.test"]);
  const run = await inTransaction((tx) =>
    startGrantRun(tx, world.businessId, "resend", { ids: [id] }, actor),
  );
  await stepGrantRun(run);
  expect(await deedsOn(id)).toEqual(Array(2).fill("grant.link_resent by person mona@demo.test"));
});

test("a link is sent ten times an hour at most, and a bulk run passes over it", async () => {
  const { id } = await unclaimed();
  const resend = () => inTransaction((tx) => resendLink(tx, world.businessId, id, actor));
  for (let nth = 0; nth < 10; nth++) await resend();
  await expect(resend()).rejects.toMatchObject({ code: "too_many_requests", retryAfterSeconds: 360 });
  const run = await inTransaction((tx) =>
    startGrantRun(tx, world.businessId, "resend", { ids: [id] }, actor),
  );
  await stepGrantRun(run);
  expect(await findRun(world.businessId, run)).toMatchObject({ done: 0, skipped: 1 });
});

test("retrying a grant is in the audit log with the person", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await fault("addMember", "code-30001", { guild_id: guild.id });
  const carl = await customer("carl");
  const { id, status } = await world.grant(carl.email);
  expect(status).toBe("failed");
  await inTransaction((tx) => retryGrant(tx, world.businessId, id, actor));
  expect(await deedsOn(id)).toEqual(["grant.retried by person mona@demo.test"]);
});

test("each time a link is sent there is one email, keyed by its line of history", async () => {
  const { id } = await unclaimed();
  for (let nth = 0; nth < 2; nth++) await inTransaction((tx) => resendLink(tx, world.businessId, id, actor));
  const sent = await db().select().from(emails).where(eq(emails.grantId, id)).orderBy(asc(emails.id));
  const lines = await db()
    .select()
    .from(grantEvents)
    .where(and(eq(grantEvents.grantId, id), eq(grantEvents.type, "link_renewed")))
    .orderBy(asc(grantEvents.at));
  expect(sent.map(({ uniqueKey }) => uniqueKey)).toEqual([
    `join-discord:${id}:0`,
    ...lines.map((line) => `join-discord:${id}:${line.id}`),
  ]);
});

test("the first and last opening of a link are stored; only the first goes into the history", async () => {
  const grant = await unclaimed();
  const token = grantLink(grant)?.split("/").at(-1) ?? "";
  await openClaimLink(token, "browser", true);
  const first = await world.grant("ana@x.test");
  expect(first.linkLastOpenedAt).toEqual(first.linkOpenedAt);
  await openClaimLink(token, "browser", true);
  const second = await world.grant("ana@x.test");
  expect(second.linkOpens).toBe(2);
  expect(second.linkOpenedAt).toEqual(first.linkOpenedAt);
  expect(second.linkLastOpenedAt?.getTime()).toBeGreaterThan(first.linkLastOpenedAt?.getTime() ?? 0);
  const lines = await db().select().from(grantEvents).where(eq(grantEvents.grantId, grant.id));
  expect(lines.filter(({ type }) => type === "link_opened")).toHaveLength(1);
});
