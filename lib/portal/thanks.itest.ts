import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { checkouts, products } from "@/db/schema";
import { tidy } from "@/lib/jobs/housekeeping";
import { startCheckout } from "@/lib/purchases/start-checkout";
import { timePasses } from "@/test/world/merchant-world";
import { newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { readConnection } from "./connection-page";
import { joinNow, readThanks } from "./thanks-page";

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
      joinable: true,
      business: { cards: [{ title: "Pro" }] },
    });
    const ada = await newUser("ada");
    expect(await world.consent((await joinNow(token, browser)) ?? "", ada, {}, browser)).toMatchObject({
      kind: "linked",
    });
    expect(await rolesOf(guild.id, ada)).toEqual([role("Pro")]);
    expect(await joinNow(token, browser)).toBeNull();
    expect(await readThanks(token, browser)).toMatchObject({
      joinable: false,
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
      joinable: false,
      // Whoever paid may have typed Carl's address, and learns nothing about him.
      business: { account: null, cards: [{ state: { label: "You're in" } }] },
    });
  });

  test("is for the browser that started, and for the payer who was led back", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const token = await pay(await start(), "ada@x.test");
    await world.receiveEvents();
    for (const other of ["another browser", null])
      expect(await readThanks(token, other)).toEqual({ state: "mail" });
    expect(await joinNow(token, "another browser")).toBeNull();
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

describe("whoever pays may have typed somebody else's address", () => {
  /** Somebody pays for Pro with Ada's address, and connects an account of their own. */
  async function payAsAda(): Promise<string> {
    const payer = await newUser("mallory");
    const token = await pay(await start(), adaAt());
    await world.receiveEvents();
    const result = await world.consent((await joinNow(token, browser)) ?? "", payer, {}, browser);
    if (result.kind !== "linked") throw new Error(`the account is ${result.kind}`);
    lastRound = result.stateId;
    return payer;
  }
  let lastRound = "";

  const adaAt = () => `ada-${world.businessId.toLowerCase()}@x.test`;
  const accounts = async () => (await world.grants(adaAt())).map(({ discordUserId }) => discordUserId);

  test("what Ada has bought before, and buys later, doesn't go to the payer", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP", "Lifetime"]);
    await world.buy("VIP", adaAt());
    const payer = await payAsAda();
    await world.buy("Lifetime", adaAt());
    expect(await accounts()).toEqual([null, payer, null]);
    expect(await rolesOf(guild.id, payer)).toEqual([role("Pro")]);
    expect(await world.mailsTo(adaAt())).toEqual(["join-discord", "join-discord", "join-discord"]);
    const seen = await readConnection(lastRound, browser);
    expect(seen).toMatchObject({ againUrl: null, business: { account: { id: payer } } });
    expect(seen?.business.cards.map(({ title }) => title)).toEqual(["Pro"]);
  });

  test("Ada's mailed link connects her own account, which then gets everything", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    const payer = await payAsAda();
    await world.buy("VIP", adaAt());
    const ada = await newUser("ada");
    expect(await world.connect(adaAt(), ada)).toMatchObject({ kind: "linked" });
    await timePasses();
    expect(await accounts()).toEqual([ada, ada]);
    expect(await rolesOf(guild.id, payer)).toEqual([]);
    expect((await readConnection(lastRound, browser))?.business.account).toBeNull();
    const again = await pay(await start(), adaAt());
    await world.receiveEvents();
    expect(await readThanks(again, browser)).toMatchObject({ joinable: false });
    expect(await accounts()).toEqual([ada, ada, ada]);
  });

  test("the page after paying moves nothing that Ada's mail connected", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const token = await pay(await start(), adaAt());
    await world.receiveEvents();
    const url = (await joinNow(token, browser)) ?? "";
    const ada = await newUser("ada");
    await world.connect(adaAt(), ada);
    const payer = await newUser("mallory");
    expect(await world.consent(url, payer, {}, browser)).toMatchObject({ why: "already_linked" });
    expect(await accounts()).toEqual([ada]);
  });

  test("a buyer who has proven the address since buys again without connecting again", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    await world.entitlement(guild.id, role("VIP"), ["VIP"]);
    const buyer = await payAsAda();
    await world.portal(adaAt(), buyer);
    await world.buy("VIP", adaAt());
    expect(await accounts()).toEqual([buyer, buyer]);
  });
});
