import { and, eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntries, inboxEvents, purchases } from "@/db/schema";
import { applyEvent } from "@/lib/purchases/apply-event";
import { connectionNow, openStripeAccount, parkedReasons } from "@/test/world/connection-world";
import { actor, openWorld, settle } from "@/test/world/merchant-world";
import { clearFaults, control, hold } from "@/test/world/sandbox-world";
import { replaceKey } from "./replace-key";

afterEach(clearFaults);

/** These rights don't include reading customers. */
const tooLittle = ["rak_product_read", "rak_plan_read", "rak_webhook_write"];

async function purchaseIds(businessId: string): Promise<string[]> {
  const rows = await db().select().from(purchases).where(eq(purchases.businessId, businessId));
  return rows.map(({ externalId }) => externalId).sort();
}

test("06-stripe-restricted-key: sales that wait because of the key are applied when it is replaced", async () => {
  const shop = await openStripeAccount();
  const old = await shop.anotherKey();
  const connection = await shop.connect(old);
  await shop.setKey(old, { rights: tooLittle });
  const sales = [await shop.buy("Club", "one@x.test"), await shop.buy("Club", "two@x.test")];
  await shop.receiveEvents(connection);
  await settle();
  expect(await parkedReasons(connection)).toContainEqual(expect.stringMatching(/may not read customers/));
  expect(await purchaseIds(shop.businessId)).toEqual([]);

  await replaceKey(shop.businessId, connection.id, shop.secretKey, actor);
  await settle();
  expect(await parkedReasons(connection)).toEqual([]);
  expect(await purchaseIds(shop.businessId)).toEqual(
    sales.map(({ subscription_id }) => subscription_id).sort(),
  );
  const [line] = await db()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectId, connection.id), eq(auditEntries.action, "provider.key_replaced")));
  expect(line?.actor).toEqual(actor);
  expect(JSON.stringify(line)).not.toContain(shop.secretKey);
});

test("an event being processed with the old key isn't left waiting", async () => {
  const shop = await openStripeAccount();
  const old = await shop.anotherKey();
  const connection = await shop.connect(old);
  const { subscription_id } = await shop.buy("Club", "late@x.test");
  await shop.receiveEvents(connection);
  const [created] = await db()
    .select()
    .from(inboxEvents)
    .where(
      and(eq(inboxEvents.connectionId, connection.id), eq(inboxEvents.type, "customer.subscription.created")),
    );
  const lookup = await hold("stripeCustomer", "slow");
  const working = applyEvent(created?.id ?? "");
  await lookup.arrived();
  await shop.setKey(old, { state: "revoked" });
  await replaceKey(shop.businessId, connection.id, shop.secretKey, actor);
  await lookup.release();
  await working;
  expect(await parkedReasons(connection)).toEqual([]);
  await settle();
  expect(await purchaseIds(shop.businessId)).toEqual([subscription_id]);
});

test("a key that lacks rights is refused with their names and changes nothing", async () => {
  const shop = await openStripeAccount();
  const connection = await shop.connect();
  const key = await shop.restrictedKey(["rak_product_read", "rak_plan_read"]);
  const trying = replaceKey(shop.businessId, connection.id, key, actor);
  await expect(trying).rejects.toThrow(/Customers \(Read\).*Webhook Endpoints \(Write\)$/);
  expect((await connectionNow(connection)).apiKey).toBe(connection.apiKey);
});

test.each([
  ["of another account", {}, /another account at Stripe/],
  ["of the other mode", { livemode: true }, /key is for live mode.*in test mode/],
])("a key %s is refused with an explanation", async (_, account, words) => {
  const shop = await openStripeAccount();
  const connection = await shop.connect();
  const other = await openStripeAccount(account);
  const key = await other.anotherKey();
  await expect(replaceKey(shop.businessId, connection.id, key, actor)).rejects.toMatchObject({
    code: "invalid",
    fields: { apiKey: expect.stringMatching(words) },
  });
  expect((await other.stripe.webhookEndpoints.list()).data).toEqual([]);
});

test("a restricted key can't name its account, so it is recognized by the account's products", async () => {
  const shop = await openStripeAccount();
  const connection = await shop.connect(await shop.restrictedKey());
  expect(connection.externalBusinessId).toBeNull();
  await replaceKey(shop.businessId, connection.id, await shop.restrictedKey(), actor);
  const other = await openStripeAccount();
  const wrong = replaceKey(shop.businessId, connection.id, await other.restrictedKey(), actor);
  await expect(wrong).rejects.toThrow(/another account at Stripe/);
});

test("Dodo's key is replaced the same way, and another business's key is refused", async () => {
  const { businessId, connection, apiKey } = await openWorld();
  await replaceKey(businessId, connection.id, apiKey, actor);
  expect((await connectionNow(connection)).webhookId).toBe(connection.webhookId);
  const other = await openWorld();
  const wrong = replaceKey(businessId, connection.id, other.apiKey, actor);
  await expect(wrong).rejects.toThrow(/another account at Dodo Payments/);
  const { api_key } = await control<{ api_key: string }>("/shop/accounts", { name: "Empty" });
  await expect(replaceKey(businessId, connection.id, api_key, actor)).rejects.toThrow(/another account/);
});
