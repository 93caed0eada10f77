import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import {
  businesses,
  customers,
  emails,
  entitlements,
  grants,
  guilds,
  purchases,
  signInLinks,
} from "@/db/schema";
import { decrypt } from "@/lib/crypto";
import { readPortal } from "./read-portal";
import { restoreMyAccess, retryMyAccess } from "./restore-access";
import { findPortalSession, signOutOfPortal } from "./session";
import { createPortalSessionLink, readPortalLink, requestPortalLink, signInByLink } from "./sign-in-link";

beforeAll(async () => {
  for (const n of ["1", "2"]) {
    const businessId = `bus_${n}`;
    await db()
      .insert(businesses)
      .values({ id: businessId, slug: `shop-${n}`, name: `Shop ${n}` });
    await db()
      .insert(guilds)
      .values({ id: n, businessId, name: `Server ${n}`, connectedBy: "usr_1" });
    await db()
      .insert(entitlements)
      .values({ id: `ent_${n}`, businessId, guildId: n, name: "Pro" });
    await sell(n, "ana", "Ana@Example.com");
    await sell(n, "bob", "bob@example.com");
  }
});

async function sell(n: string, who: string, email: string): Promise<void> {
  const businessId = `bus_${n}`;
  const customerId = `cus_${who}${n}`;
  const purchaseId = `pur_${who}${n}`;
  await db().insert(customers).values({ id: customerId, businessId, email });
  await db()
    .insert(purchases)
    .values({
      id: purchaseId,
      businessId,
      customerId,
      kind: "one_time",
      externalId: `pay_${who}${n}`,
      live: true,
    });
  await db()
    .insert(grants)
    .values({
      id: `entg_${who}${n}`,
      businessId,
      entitlementId: `ent_${n}`,
      customerId,
      purchaseId,
      status: "pending",
    });
}

async function mailsTo(to: string) {
  return db().select().from(emails).where(eq(emails.to, to));
}

async function mailedToken(to: string): Promise<string> {
  const [mail] = await mailsTo(to);
  if (!mail) throw new Error(`no mail to ${to}`);
  const { link } = JSON.parse(decrypt(mail.props, `emails.props:${mail.id}`)) as { link: string };
  return link.slice(link.lastIndexOf("/") + 1);
}

test("a mailed link signs in once and shows what the address has at every merchant", async () => {
  await requestPortalLink(" ANA@example.com ", null);
  const token = await mailedToken("ana@example.com");
  for (let scan = 0; scan < 20; scan++)
    expect(await readPortalLink(token, null)).toEqual({
      email: "ana@example.com",
      replaces: null,
      merchant: null,
    });
  const [first, second] = await Promise.all([signInByLink(token, null), signInByLink(token, null)]);
  expect([first, second].filter(Boolean)).toHaveLength(1);
  expect(await readPortalLink(token, null)).toBeNull();
  const portal = await readPortal(first ?? second);
  expect(portal?.businesses.map(({ name }) => name).sort()).toEqual(["Shop 1", "Shop 2"]);
  expect(portal?.businesses.flatMap(({ cards }) => cards.map(({ grantId }) => grantId)).sort()).toEqual([
    "entg_ana1",
    "entg_ana2",
  ]);
});

test("neither links nor sessions are readable in the database", async () => {
  const token = await mailedToken("ana@example.com");
  expect(JSON.stringify(await db().select().from(signInLinks))).not.toContain(token);
});

test("every request takes a minimum time, so response times don't reveal which addresses are known", async () => {
  const time = async (email: string) => {
    const start = performance.now();
    await requestPortalLink(email, null);
    return performance.now() - start;
  };
  // A busy machine may take longer for known and unknown addresses alike. Timers can fire up to 1 ms early.
  for (const email of ["bob@example.com", "nobody@example.com"])
    expect(await time(email), email).toBeGreaterThanOrEqual(299);
  expect(await mailsTo("bob@example.com")).toHaveLength(1);
  expect(await mailsTo("nobody@example.com")).toEqual([]);
});

test("an address gets at most three emails per hour", async () => {
  for (let ask = 0; ask < 6; ask++) await requestPortalLink("bob@example.com", null);
  expect(await mailsTo("bob@example.com")).toHaveLength(3);
});

test("an expired link signs nobody in", async () => {
  const token = await mailedToken("bob@example.com");
  await db()
    .update(signInLinks)
    .set({ expiresAt: new Date(0) })
    .where(eq(signInLinks.email, "bob@example.com"));
  expect(await signInByLink(token, null)).toBeNull();
});

test("a link from a merchant's API shows only that customer and gives no access to other grants", async () => {
  const session = await signInFor("cus_ana1");
  const portal = await readPortal(session);
  expect(portal?.businesses.map(({ name }) => name)).toEqual(["Shop 1"]);
  await expect(retryMyAccess(session, "entg_ana2")).rejects.toMatchObject({ code: "not_found" });
  await expect(restoreMyAccess(session, "entg_bob1")).rejects.toMatchObject({ code: "not_found" });
  await expect(retryMyAccess(null, "entg_ana1")).rejects.toMatchObject({ code: "unauthorized" });
});

test("signing out also ends copies of the session's cookie", async () => {
  const session = await signInFor("cus_ana1");
  expect(await findPortalSession(db(), session)).not.toBeNull();
  await signOutOfPortal(session);
  expect(await readPortal(session)).toBeNull();
});

async function signInFor(customerId: string): Promise<string> {
  const link = await inTransaction((tx) =>
    createPortalSessionLink(tx, { id: customerId, email: "ana@example.com" }),
  );
  const session = await signInByLink(link.slice(link.lastIndexOf("/") + 1), null);
  if (!session) throw new Error("not signed in");
  return session;
}
