import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { auditEntries, purchaseFacts } from "@/db/schema";
import { connectionNow, openStripeAccount } from "@/test/world/connection-world";
import { actor, openWorld, settle } from "@/test/world/merchant-world";
import { policyInput, previewPolicy, savePolicy } from "./connection-policy";

type Change = Parameters<typeof previewPolicy>[3];

/** A subscriber of a Stripe account whose product gives a role. */
async function openScene(email: string) {
  const world = await openWorld();
  const shop = await openStripeAccount();
  const { businessId } = world;
  const connection = await shop.connect(shop.secretKey, { businessId });
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Club"]);
  const { subscription_id } = await shop.buy("Club", email);
  return {
    businessId,
    connection,
    statuses: () => world.statuses(email),
    async step(verb: string, body = {}) {
      await shop.step(subscription_id, verb, body);
      await shop.receiveEvents(connection);
      await settle();
    },
    preview: (change: Change) => inTransaction((tx) => previewPolicy(tx, businessId, connection.id, change)),
    async save(change: Change) {
      await inTransaction((tx) => savePolicy(tx, businessId, connection.id, change, actor));
      await settle();
    },
  };
}

/** The period that is not paid for began two days ago. */
async function backDatePeriod(connectionId: string): Promise<void> {
  const begun = new Date(Date.now() - 2 * 86_400_000).toISOString();
  await db()
    .update(purchaseFacts)
    .set({ body: sql`jsonb_set(${purchaseFacts.body}, '{periodStartedAt}', to_jsonb(${begun}::text))` })
    .where(and(eq(purchaseFacts.connectionId, connectionId), eq(purchaseFacts.kind, "subscription")));
}

describe("paused collection", () => {
  test("ends access by default; keeping it, or keeping it to the period's end, brings it back", async () => {
    const scene = await openScene("paused@x.test");
    await scene.step("pause-collection");
    expect(await scene.statuses()).toEqual(["revoked"]);

    expect(await scene.preview({ pausedCollection: "keep" })).toEqual({ ends: 0, restores: 1 });
    expect(await scene.statuses(), "a preview changes nothing").toEqual(["revoked"]);
    await scene.save({ pausedCollection: "keep" });
    expect(await scene.statuses()).toEqual(["pending"]);
    expect(await scene.preview({ pausedCollection: "end" })).toEqual({ ends: 1, restores: 0 });
    await scene.save({ pausedCollection: "end" });
    expect(await scene.statuses()).toEqual(["revoked"]);
    await scene.save({ pausedCollection: "end_of_period" });
    expect(await scene.statuses()).toEqual(["pending"]);

    const lines = await db()
      .select({ details: auditEntries.details })
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.subjectId, scene.connection.id),
          eq(auditEntries.action, "provider.policy_changed"),
        ),
      );
    expect(lines).toContainEqual({
      details: {
        from: { pausedCollection: "end", pastDueDays: null },
        to: { pausedCollection: "keep", pastDueDays: null },
      },
    });
  });
});

test("days past due end access once they are over, and no limit brings it back", async () => {
  const scene = await openScene("late@x.test");
  await scene.step("past-due");
  await backDatePeriod(scene.connection.id);
  expect(await scene.statuses()).toEqual(["pending"]);
  expect(await scene.preview({ pastDueDays: 30 })).toEqual({ ends: 0, restores: 0 });
  expect(await scene.preview({ pastDueDays: 1 })).toEqual({ ends: 1, restores: 0 });
  await scene.save({ pastDueDays: 1 });
  expect(await scene.statuses()).toEqual(["revoked"]);
  expect(await scene.preview({ pastDueDays: null })).toEqual({ ends: 0, restores: 1 });
  await scene.save({ pastDueDays: null });
  expect(await scene.statuses()).toEqual(["pending"]);
});

test("what means nothing at a provider is not saved; what a form does not show stays", async () => {
  const { businessId, connection } = await openWorld();
  await inTransaction(async (tx) => {
    await savePolicy(tx, businessId, connection.id, { pastDueDays: 3 }, actor);
    await savePolicy(tx, businessId, connection.id, { pausedCollection: "keep" }, actor);
  });
  expect((await connectionNow(connection)).policy).toEqual({ pausedCollection: "end", pastDueDays: 3 });
});

test("an empty field is no limit", () => {
  expect(policyInput.parse({ pastDueDays: "" })).toEqual({ pastDueDays: null });
  expect(policyInput.safeParse({ pastDueDays: "soon" }).success).toBe(false);
});
