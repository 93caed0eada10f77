import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { customers, grants } from "@/db/schema";
import { system } from "@/lib/audit";
import { saveProduct } from "@/lib/payments/save-product";
import { readOffer } from "@/lib/portal/read-offer";
import { attachEntitlement, entitlementsOfProducts, findProduct } from "@/lib/products/products";
import { readLimit, readPrices } from "@/lib/products/read-prices";
import { findRun } from "@/lib/work/runs";
import { openApiWorld, sdk, world } from "@/test/world/api-world";
import { connectProvider, recordEvent } from "@/test/world/purchase-world";
import { stepAttaching } from "./attach-existing";

/* A product with two prices, a subscriber of each, and what attaching to all or to one of them gives. */
openApiWorld();

let productId = "";
let connectionId = "";
let month = "";
let year = "";

const price = (externalId: string, amount: number, archived = false) => ({
  externalId,
  amount,
  archived,
  name: null,
  currency: "EUR",
  interval: externalId.startsWith("year") ? ("Year" as const) : ("Month" as const),
  intervalCount: 1,
});

async function save(archived = false): Promise<void> {
  const product = {
    externalId: `theirs_${productId}`,
    name: "Pro",
    description: null,
    taxCategory: null,
    priceAmount: 900,
    currency: "EUR",
    interval: "Month" as const,
    intervalCount: 1,
    archived,
    prices: [price("month", 900), price("year", 9000), price("month_old", 700, true)],
  };
  await inTransaction((tx) => saveProduct(tx, { id: connectionId, businessId: world.businessId }, product));
}

/** A provider that names a price as the product: it is found by its price. */
async function say(type: string, buyer: string, plan: string, at: string): Promise<void> {
  await recordEvent(world.businessId, connectionId, {
    type,
    at,
    data: {
      subscription_id: `sub_${buyer}`,
      product_id: plan,
      status: "active",
      customer: { customer_id: `cus_${buyer}`, email: `${buyer}@prices.test`, name: buyer },
    },
  });
}

async function entitlement(name: string): Promise<string> {
  const integration_config = { guild_id: world.guildId, role_id: world.roleId };
  return (await sdk().entitlements.create({ name, integration_type: "discord", integration_config })).id;
}

/** Attaches, carries out what follows, and answers how many customers it was to go to. */
async function attach(id: string, priceIds: string[] | null, existingToo = true): Promise<number> {
  const { businessId } = world;
  const { runId } = await inTransaction((tx) =>
    attachEntitlement(tx, businessId, productId, id, { existingToo, priceIds }, system),
  );
  if (!runId) return 0;
  for (;;) {
    const run = await findRun(businessId, runId);
    if (!run || run.finishedAt) return run?.total ?? 0;
    await stepAttaching(runId);
  }
}

/** Who has it: name and status. */
async function holders(entitlementId: string): Promise<string[]> {
  const rows = await db()
    .select({ email: customers.email, status: grants.status })
    .from(grants)
    .innerJoin(customers, eq(customers.id, grants.customerId))
    .where(eq(grants.entitlementId, entitlementId));
  return rows.map(({ email, status }) => `${email.split("@")[0]} ${status}`).sort();
}

beforeAll(async () => {
  ({ connectionId, productId } = await connectProvider(world.businessId));
  await save();
  const product = await findProduct(db(), world.businessId, productId);
  const prices = await readPrices(db(), product);
  month = prices.find(({ externalId }) => externalId === "month")?.id ?? "";
  year = prices.find(({ externalId }) => externalId === "year")?.id ?? "";
  await say("subscription.active", "mia", "month", "2026-11-01T00:00:00Z");
  await say("subscription.active", "yan", "year", "2026-11-01T00:00:00Z");
});

test("the prices of a product: its default one, archived ones, and who pays which", async () => {
  const product = await findProduct(db(), world.businessId, productId);
  const prices = await readPrices(db(), product);
  const shown = prices.map(({ externalId, words, ...rest }) => [externalId, words, rest]);
  expect(shown.sort()).toMatchObject([
    ["month", "€9.00 every month", { isDefault: true, archived: false, customers: 1 }],
    ["month_old", "€7.00 every month", { isDefault: false, archived: true, customers: 0 }],
    ["year", "€90.00 every year", { isDefault: false, archived: false, customers: 1 }],
  ]);
});

test("limited to a price it goes to who pays that price; widened, to everybody", async () => {
  const pro = await entitlement("Pro");
  expect(await attach(pro, [year])).toBe(1);
  expect(await holders(pro)).toEqual(["yan pending"]);
  expect(await readLimit(db(), productId, [year])).toEqual({ priceIds: [year], customersLeftOut: 1 });
  await attach(pro, null);
  expect(await holders(pro)).toEqual(["mia pending", "yan pending"]);
  expect(await readLimit(db(), productId, null)).toEqual({ priceIds: null, customersLeftOut: 0 });
  const given = await entitlementsOfProducts(db(), [productId]);
  expect(given.find((each) => each.entitlement.id === pro)?.priceIds).toBeNull();
});

test("another price of the same product keeps everything; limiting it later takes it from nobody", async () => {
  const vip = await entitlement("VIP");
  await attach(vip, null);
  await say("subscription.plan_changed", "mia", "year", "2026-11-02T00:00:00Z");
  expect(await holders(vip)).toEqual(["mia pending", "yan pending"]);
  await attach(vip, [month], false);
  await say("subscription.active", "yan", "year", "2026-11-03T00:00:00Z");
  expect(await holders(vip)).toEqual(["mia pending", "yan pending"]);
  await say("subscription.plan_changed", "yan", "month", "2026-11-04T00:00:00Z");
  await say("subscription.plan_changed", "yan", "year", "2026-11-05T00:00:00Z");
  expect(await holders(vip)).toEqual(["mia pending", "yan revoked"]);
});

test("the buy page shows the default price, or the one that is asked for, with what that gives", async () => {
  const yearly = await entitlement("Yearly");
  await attach(yearly, [year], false);
  const usual = await readOffer(productId, null);
  expect(usual?.product.price).toBe("€9.00 every month");
  expect(usual?.gives.map(({ id }) => id)).not.toContain(yearly);
  const asked = await readOffer(productId, year);
  expect(asked?.product.price).toBe("€90.00 every year");
  expect(asked?.gives.map(({ id }) => id)).toContain(yearly);
  expect(await readOffer(productId, "price_of_another")).toBeNull();
});

test("a product that the provider archived is not for sale, until it is sold again", async () => {
  await save(true);
  const kept = await findProduct(db(), world.businessId, productId);
  expect(kept.archivedThereAt).toBeInstanceOf(Date);
  expect(kept.archivedAt).toBeNull();
  expect(await readOffer(productId, null)).toBeNull();
  await save();
  expect(await readOffer(productId, null)).not.toBeNull();
});
