import { eq } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { customers, oauthStates } from "@/db/schema";
import { asCustomer } from "@/lib/audit";
import { hashToken, sameSecret } from "@/lib/crypto";
import { invalid, notFound } from "@/lib/errors";
import { findGrant } from "@/lib/grants/find-grants";
import { retryGrant } from "@/lib/grants/open-grants";
import { grantLink } from "@/lib/grants/serialize-grant";
import { countWithin } from "@/lib/rate-counter";
import { accessOf, type MyBusiness } from "./my-access";
import type { Customer } from "./session";

type RoundTrip = typeof oauthStates.$inferSelect;

export type ConnectionPage = {
  linked: boolean;
  business: MyBusiness;
  /** Where the person begins again: the claim link while it works, else the portal (null). */
  againUrl: string | null;
};

/** What came of an OAuth round trip, for the browser that made it; null for every other. */
export async function readConnection(
  stateId: string,
  browser: string | null,
): Promise<ConnectionPage | null> {
  return inTransaction(async (tx) => {
    const round = await findOwnRoundTrip(tx, stateId, browser);
    const customer = round && (await customerOf(tx, round));
    const business = customer && (await accessOf(tx, customer));
    if (!business) return null;
    const grant =
      round.grantId && round.businessId ? await findGrant(tx, round.businessId, round.grantId) : null;
    const againUrl =
      grant?.linkExpiresAt && grant.linkExpiresAt.getTime() > Date.now() ? grantLink(grant) : null;
    return { linked: round.outcome?.kind === "linked", business, againUrl };
  });
}

async function findOwnRoundTrip(tx: Tx, stateId: string, browser: string | null): Promise<RoundTrip | null> {
  const [round] = await tx.select().from(oauthStates).where(eq(oauthStates.id, stateId));
  if (!round || round.purpose === "install" || !browser) return null;
  return sameSecret(round.browserHash, hashToken(browser)) ? round : null;
}

async function customerOf(tx: Tx, round: RoundTrip): Promise<Customer | null> {
  const [customer] = await tx
    .select()
    .from(customers)
    .where(eq(customers.id, round.customerId ?? ""));
  return customer ?? null;
}

/** After the person confirmed in this browser, the round trip is this browser's, and so is its page. */
export async function bindToBrowser(stateId: string, browser: string): Promise<void> {
  await db()
    .update(oauthStates)
    .set({ browserHash: hashToken(browser) })
    .where(eq(oauthStates.id, stateId));
}

const triesPerMinute = 5;

/** "Try again" on the page of a round trip: for its own customer's grants only. */
export async function retryFromConnection(
  stateId: string,
  browser: string | null,
  grantId: string,
): Promise<void> {
  await inTransaction(async (tx) => {
    const round = await findOwnRoundTrip(tx, stateId, browser);
    const customer = round?.outcome?.kind === "linked" ? await customerOf(tx, round) : null;
    const business = customer && (await accessOf(tx, customer));
    if (!customer || !business?.cards.some((card) => card.grantId === grantId)) throw notFound("Grant");
    if (!(await countWithin(tx, `claim-try:${stateId}`, triesPerMinute, 60)))
      throw invalid("That was a little too often. Wait a minute, then try again.");
    await retryGrant(tx, business.id, grantId, asCustomer(customer));
  });
}
