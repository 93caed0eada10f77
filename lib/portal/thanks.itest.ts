import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { checkouts, products } from "@/db/schema";
import { tidy } from "@/lib/jobs/housekeeping";
import { startCheckout } from "@/lib/purchases/start-checkout";
import { newUser } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { readThanks } from "./thanks-page";

openScene();

const browser = "the buyer's browser";

async function productId(name: string): Promise<string> {
  const rows = await db().select().from(products).where(eq(products.businessId, world.businessId));
  return rows.find((product) => product.name === name)?.id ?? "";
}

/** Starts a checkout in the buyer's browser; answers the address of the payment page. */
const start = async (product = "Pro") => startCheckout(await productId(product), null, browser);

/** Pays at the sandbox's checkout; answers the token of the address that the provider leads to. */
async function pay(page: string, email: string): Promise<string> {
  const paid = await fetch(page, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ email, name: "Ada" }),
  });
  const back = new URL(paid.headers.get("location") ?? "");
  return back.pathname.split("/").at(-1) ?? "";
}

describe("the page after paying", () => {
  test("waits for the provider's event, then offers the link to join", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const token = await pay(await start(), "ada@x.test");
    expect(await readThanks(token, browser)).toEqual({ state: "waiting" });
    await world.receiveEvents();
    const thanks = await readThanks(token, browser);
    expect(thanks).toMatchObject({
      state: "paid",
      maskedEmail: "a•••@x•••.test",
      joinUrl: expect.stringContaining("/connect/discord/"),
      business: { cards: [{ title: "Pro" }] },
    });
    await world.connect("ada@x.test", await newUser("ada"));
    expect(await readThanks(token, browser)).toMatchObject({
      joinUrl: null,
      business: { cards: [{ state: { label: "You're in" } }] },
    });
  });

  test("works for a one-time payment too, and shows this purchase alone", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["Lifetime"]);
    await world.buy("Pro", "ada@x.test");
    const token = await pay(await start("Lifetime"), "ada@x.test");
    await world.receiveEvents();
    expect(await readThanks(token, browser)).toMatchObject({ business: { cards: [{ title: "Lifetime" }] } });
  });

  test("shows a buyer whose Discord account is connected already that they get in", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    const carl = await customer("carl");
    const token = await pay(await start("VIP"), carl.email);
    await world.receiveEvents();
    expect(await readThanks(token, browser)).toMatchObject({
      joinUrl: null,
      business: { account: { id: carl.user }, cards: [{ state: { label: "You're in" } }] },
    });
  });

  test("is for the browser that started, and for the payer who was led back", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const token = await pay(await start(), "ada@x.test");
    await world.receiveEvents();
    for (const other of ["another browser", null])
      expect(await readThanks(token, other)).toEqual({ state: "mail" });
    const [checkout] = await db().select().from(checkouts).where(eq(checkouts.businessId, world.businessId));
    for (const guess of [checkout?.id ?? "", checkout?.hash ?? "", ""])
      expect(await readThanks(guess, browser)).toEqual({ state: "mail" });
  });

  test("ends after a day, and its row is deleted", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const token = await pay(await start(), "ada@x.test");
    await world.receiveEvents();
    const ofShop = eq(checkouts.businessId, world.businessId);
    await db().update(checkouts).set({ expiresAt: sql`now() - interval '25 hours'` }).where(ofShop);
    expect(await readThanks(token, browser)).toEqual({ state: "mail" });
    await tidy();
    expect(await db().select().from(checkouts).where(ofShop)).toEqual([]);
  });

  test("takes no purchase of another business, whatever its metadata says", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const page = await start();
    await db()
      .update(checkouts)
      .set({ businessId: "bus_other" })
      .where(eq(checkouts.businessId, world.businessId));
    const token = await pay(page, "ada@x.test");
    await world.receiveEvents();
    expect(await readThanks(token, browser)).toEqual({ state: "waiting" });
  });
});
