import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { customers, discordAccounts, guilds, oauthStates } from "@/db/schema";
import { grantLink } from "@/lib/grants/serialize-grant";
import { tidy } from "@/lib/jobs/housekeeping";
import { readConfirmation } from "@/lib/portal/confirm-page";
import { connectAnother } from "@/lib/portal/connect-discord";
import { timePasses } from "@/test/world/merchant-world";
import { newUser, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { startPortalConnection } from "./connect-account";
import { confirmHeldAccount } from "./held-account";
import { openClaimLink } from "./open-claim-link";

openScene();

const browser = "the buyer's browser";

/** Ada buys Pro and opens the link in her mail. Answers where Discord asks for her consent. */
async function adaOpensHerLink(): Promise<string> {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.buy("Pro", "ada@x.test");
  return openAdasLink();
}

async function openAdasLink(): Promise<string> {
  const token = grantLink(await world.grant("ada@x.test"))
    ?.split("/")
    .at(-1);
  const opened = await openClaimLink(token ?? "", browser, true);
  if (opened.kind !== "consent") throw new Error(`the link is ${opened.kind}`);
  return opened.url;
}

async function held(url: string, user: string, dashboardEmail: string | null = null): Promise<string> {
  const result = await world.consent(url, user, {}, browser, dashboardEmail);
  if (result.kind !== "confirm") throw new Error(`the account is ${result.kind}`);
  return result.key;
}

const boundTo = async () => (await world.grant("ada@x.test")).discordUserId;

describe("before an account is connected, the person is asked", () => {
  test("not in the normal case, which stays one click", async () => {
    const url = await adaOpensHerLink();
    expect(await world.consent(url, await newUser("ada"), {}, browser)).toMatchObject({ kind: "linked" });
  });

  test("when it already belongs to another customer of the business", async () => {
    const url = await adaOpensHerLink();
    const carl = await customer("carl");
    const key = await held(url, carl.user);
    expect(await readConfirmation(key, browser)).toMatchObject({
      doubt: { why: "other_customer" },
      owner: "a•••@x•••.test",
      account: { id: carl.user },
      cards: [{ title: "Pro", server: { id: guild.id } }],
    });
    expect(await boundTo()).toBeNull();
    expect(await confirmHeldAccount(key, browser)).toMatchObject({ kind: "linked" });
    expect(await boundTo()).toBe(carl.user);
  });

  test("but not when that customer is the same person by address", async () => {
    const url = await adaOpensHerLink();
    const carl = await customer("carl");
    await db().update(customers).set({ email: "ADA@x.test" }).where(eq(customers.email, carl.email));
    expect(await world.consent(url, carl.user, {}, browser)).toMatchObject({ kind: "linked" });
  });

  test("when it owns a server of the business", async () => {
    const key = await held(await adaOpensHerLink(), world.owner);
    expect(await readConfirmation(key, browser)).toMatchObject({
      doubt: { why: "runs_server", serverName: "Server" },
    });
    expect(await boundTo()).toBeNull();
  });

  test("when it connected a server of the business, until that is released", async () => {
    const url = await adaOpensHerLink();
    const admin = await newUser("admin");
    await db().update(guilds).set({ installedBy: admin }).where(eq(guilds.id, guild.id));
    const key = await held(url, admin);
    expect(await readConfirmation(key, browser)).toMatchObject({ doubt: { why: "runs_server" } });
    await db().update(guilds).set({ releasedAt: sql`now()` }).where(eq(guilds.id, guild.id));
    expect(await world.consent(await openAdasLink(), admin, {}, browser)).toMatchObject({ kind: "linked" });
  });

  test("when the browser is signed in to the dashboard", async () => {
    const key = await held(await adaOpensHerLink(), await newUser("ada"), "mona@demo.test");
    expect(await readConfirmation(key, browser)).toMatchObject({
      doubt: { why: "dashboard", email: "mona@demo.test" },
    });
    expect(await boundTo()).toBeNull();
  });

  test("but not when the account is already theirs", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const { customerId } = await world.grant(carl.email);
    const again = await startPortalConnection({ id: customerId, businessId: world.businessId }, browser);
    expect(await world.consent(again, carl.user, {}, browser, "mona@demo.test")).toMatchObject({
      kind: "linked",
    });
  });

  test("and never about something that would be refused anyway", async () => {
    const url = await adaOpensHerLink();
    await world.connect("ada@x.test", await newUser("ada"));
    expect(await world.consent(url, world.owner, {}, browser)).toMatchObject({ why: "already_linked" });
  });
});

describe("what waits for the answer", () => {
  test("belongs to the browser that came back, and works once", async () => {
    const key = await held(await adaOpensHerLink(), world.owner);
    expect(await readConfirmation(key, "another browser")).toBeNull();
    expect(await readConfirmation(key, null)).toBeNull();
    expect(await confirmHeldAccount(key, "another browser")).toMatchObject({ why: "start_again" });
    expect(await boundTo()).toBeNull();
    const both = await Promise.all([confirmHeldAccount(key, browser), confirmHeldAccount(key, browser)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["linked", "refused"]);
  });

  test("of another browser belongs to that one, not to the one that started", async () => {
    const url = await adaOpensHerLink();
    const ada = await newUser("ada");
    const result = await world.consent(url, ada, {}, "the app's browser");
    if (result.kind !== "confirm") throw new Error(result.kind);
    expect(result.doubt).toEqual({ why: "other_browser" });
    expect(await confirmHeldAccount(result.key, browser)).toMatchObject({ why: "start_again" });
    expect(await confirmHeldAccount(result.key, "the app's browser")).toMatchObject({ kind: "linked" });
    expect(await boundTo()).toBe(ada);
  });

  test("holds no readable token, expires, and is deleted", async () => {
    const key = await held(await adaOpensHerLink(), world.owner);
    const ofShop = eq(oauthStates.businessId, world.businessId);
    const stored = async () =>
      (await db().select().from(oauthStates).where(ofShop)).map(({ heldAccount }) => heldAccount);
    expect((await stored()).join()).not.toMatch(/access_token|refresh_token/);
    expect((await stored()).filter(Boolean)).toHaveLength(1);
    await db().update(oauthStates).set({ expiresAt: sql`now() - interval '1 second'` }).where(ofShop);
    expect(await readConfirmation(key, browser)).toBeNull();
    expect(await confirmHeldAccount(key, browser)).toMatchObject({ why: "start_again" });
    await tidy();
    expect((await stored()).filter(Boolean)).toEqual([]);
  });

  test('is forgotten by "Use another account", which leads back to Discord', async () => {
    const key = await held(await adaOpensHerLink(), world.owner);
    const url = await connectAnother(key, browser, null);
    expect(await confirmHeldAccount(key, browser)).toMatchObject({ why: "start_again" });
    expect(await connectAnother(key, browser, null)).toBeNull();
    const bound = await db()
      .select()
      .from(discordAccounts)
      .where(eq(discordAccounts.discordUserId, world.owner));
    expect(bound).toEqual([]);
    const ada = await newUser("ada");
    expect(await world.consent(url ?? "", ada, {}, browser)).toMatchObject({ kind: "linked" });
    await timePasses();
    expect(await rolesOf(guild.id, ada)).toEqual([role("Pro")]);
  });

  test("cannot be answered once the access has ended", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const { subscription_id } = await world.buy("Pro", "ada@x.test");
    const key = await held(await openAdasLink(), world.owner);
    await world.subscription(subscription_id, "cancel");
    expect(await confirmHeldAccount(key, browser)).toMatchObject({ kind: "refused", why: "ended" });
    expect(await rolesOf(guild.id, world.owner)).toEqual([]);
  });

  test("in the portal asks for the session again when another account is wanted", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const { customerId } = await world.grant(carl.email);
    const url = await startPortalConnection({ id: customerId, businessId: world.businessId }, browser);
    const key = await held(url, world.owner);
    expect(await readConfirmation(key, browser)).toMatchObject({ business: { account: { id: carl.user } } });
    await expect(connectAnother(key, browser, null)).rejects.toMatchObject({ code: "unauthorized" });
  });
});
