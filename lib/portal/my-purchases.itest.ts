import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { businesses, customers, emails, paymentConnections, purchases } from "@/db/schema";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import { guild, openScene, role, world } from "@/test/world/scene-world";
import { openStripe } from "@/test/world/stripe-scene";
import { manageSubscription } from "./manage-subscription";
import { readPortal } from "./read-portal";
import { startPortalSession } from "./session";
import { requestPortalLink } from "./sign-in-link";

openScene();

/** The address of a customer that no other test's business has. */
const ownAddress = () => `${world.businessId.toLowerCase()}@x.test`;

const signIn = (email: string) =>
  inTransaction((tx) => startPortalSession(tx, { email, customerId: null, returnUrl: null }));

async function purchasesIn(token: string) {
  const portal = await readPortal(token);
  return portal?.businesses.flatMap((business) => business.purchases) ?? [];
}

async function onlyPurchase(email: string): Promise<string> {
  const rows = await db()
    .select({ id: purchases.id })
    .from(purchases)
    .innerJoin(customers, eq(customers.id, purchases.customerId))
    .where(and(eq(customers.email, email), eq(customers.businessId, world.businessId)));
  return rows[0]?.id ?? "";
}

describe("the portal's purchases", () => {
  test("say what they cost and when they renew, end, or were bought, and keep what has ended", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro", "VIP", "Lifetime"]);
    const email = ownAddress();
    const token = await signIn(email);
    const { subscription_id } = await world.buy("Pro", email);
    await world.buy("Lifetime", email);
    const [sold] = await db()
      .select()
      .from(purchases)
      .where(
        and(eq(purchases.externalId, subscription_id ?? ""), eq(purchases.businessId, world.businessId)),
      );
    expect(await purchasesIn(token)).toMatchObject([
      { title: "Lifetime", price: "$10.00", date: { what: "bought" }, ended: null, managed: false },
      {
        title: "Pro",
        price: "$10.00 every month",
        date: { what: "renews", at: sold?.nextBillingAt?.toISOString() },
        ended: null,
        managed: true,
      },
    ]);
    await world.subscription(subscription_id, "cancel-at-period-end");
    expect((await purchasesIn(token))[1]?.date?.what).toBe("ends");
    await world.subscription(subscription_id, "hold");
    expect((await purchasesIn(token))[1]).toMatchObject({
      ended: expect.stringMatching(/^\w.*\.$/),
      managed: true,
    });
    await world.subscription(subscription_id, "cancel");
    expect((await purchasesIn(token))[1]).toMatchObject({ ended: expect.any(String), managed: false });
  });

  test("leave out what a merchant gave directly", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const email = ownAddress();
    await world.buy("Pro", email);
    await db()
      .update(purchases)
      .set({ kind: "direct" })
      .where(eq(purchases.id, await onlyPurchase(email)));
    expect(await purchasesIn(await signIn(email))).toEqual([]);
  });
});

describe('"Manage subscription"', () => {
  test("leads to Dodo's page for this customer, and from there back to the portal", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", ownAddress());
    const token = await signIn(ownAddress());
    const url = new URL(await manageSubscription(token, await onlyPurchase(ownAddress())));
    expect(url.searchParams.get("email")).toBe(ownAddress());
    expect(url.searchParams.get("return_url")).toBe(`${env().APP_URL}/portal`);
  });

  test("leads to Stripe's, unless the merchant never saved its settings", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.buy({ product: "Pro", email: ownAddress() });
    const token = await signIn(ownAddress());
    const purchase = await onlyPurchase(ownAddress());
    expect(await manageSubscription(token, purchase)).toContain("/portal/");
    await stripe.control("set", { portal: false });
    await expect(manageSubscription(token, purchase)).rejects.toMatchObject({ code: "invalid" });
  });

  test("is for the signed-in customer's own purchases, at a provider that is still connected", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.buy("Pro", ownAddress());
    const purchase = await onlyPurchase(ownAddress());
    const [own, strangers] = [await signIn(ownAddress()), await signIn("eve@x.test")];
    await expect(manageSubscription(strangers, purchase)).rejects.toMatchObject({ code: "not_found" });
    await expect(manageSubscription(null, purchase)).rejects.toMatchObject({ code: "unauthorized" });
    await expect(manageSubscription(own, "pur_none")).rejects.toMatchObject({ code: "not_found" });
    await db()
      .update(paymentConnections)
      .set({ disconnectedAt: sql`now()` })
      .where(eq(paymentConnections.businessId, world.businessId));
    await expect(manageSubscription(own, purchase)).rejects.toMatchObject({ code: "not_found" });
    const listed = await purchasesIn(own);
    expect(listed.find(({ id }) => id === purchase)?.managed).toBe(false);
  });
});

test("the sign-in mail comes in the merchant's name, as long as there is only one", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const email = ownAddress();
  await world.buy("Pro", email);
  const senders = async () =>
    (
      await db()
        .select()
        .from(emails)
        .where(and(eq(emails.to, email), eq(emails.template, "portal-sign-in")))
    ).map(({ businessId }) => businessId);
  await requestPortalLink(email, null);
  expect(await senders()).toEqual([world.businessId]);
  const otherId = newId("business");
  await db().insert(businesses).values({ id: otherId, slug: otherId.toLowerCase(), name: "Other" });
  await db()
    .insert(customers)
    .values({ id: newId("customer"), businessId: otherId, email });
  await requestPortalLink(email, null);
  expect(await senders()).toEqual(expect.arrayContaining([world.businessId, null]));
});
