import { expect, test } from "vitest";
import { db } from "@/db/client";
import { businesses, customers, guilds, members, products, users, webhookEndpoints } from "@/db/schema";
import { searchBusiness } from "./search-business";

async function fill(businessId: string, name: string) {
  const id = `${businessId}_1`;
  await db().insert(businesses).values({ id: businessId, slug: businessId, name: businessId });
  await db()
    .insert(customers)
    .values({ id: `cus_${id}`, businessId, email: `${name}@x.test`, name });
  await db()
    .insert(products)
    .values({ id: `pdt_${id}`, businessId, name: `${name} plan`, externalId: id });
  await db()
    .insert(guilds)
    .values({ id: `9${businessId.length}`, businessId, name: `${name}'s lounge`, connectedBy: "usr_1" });
  const endpoint = { url: `https://${name.toLowerCase()}.test/hook`, secret: "x" };
  await db()
    .insert(webhookEndpoints)
    .values({ id: `whk_${id}`, businessId, ...endpoint });
  await db()
    .insert(users)
    .values({ id: `usr_${id}`, email: `team-${name}@x.test` });
  await db()
    .insert(members)
    .values({ id: `mbr_${id}`, businessId, userId: `usr_${id}`, role: "owner" });
}

test("the command menu finds what the business has, and nothing of another one", async () => {
  await fill("bus_own", "Amber");
  await fill("bus_other", "Ambers");
  const found = await searchBusiness(db(), "bus_own", " aMBer ");
  expect(found.map(({ kind, label, path }) => [kind, label, path])).toEqual([
    ["customer", "Amber", "/customers/cus_bus_own_1"],
    ["product", "Amber plan", "/products/pdt_bus_own_1"],
    ["server", "Amber's lounge", "/servers"],
    ["endpoint", "https://amber.test/hook", "/developers/webhooks/whk_bus_own_1"],
    ["member", "team-Amber@x.test", "/settings/team"],
  ]);
  expect(await searchBusiness(db(), "bus_own", "a%b")).toEqual([]);
  expect(await searchBusiness(db(), "bus_own", "a")).toEqual([]);
});
