import { eq } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { customers, oauthStates } from "@/db/schema";
import { asCustomer } from "@/lib/audit";
import { hashToken, sameSecret } from "@/lib/crypto";
import { languageOfCustomer } from "@/lib/customer-language";
import { tooMany } from "@/lib/doors";
import { notFound } from "@/lib/errors";
import { isLinkLive } from "@/lib/grants/claim-link";
import { findGrant } from "@/lib/grants/find-grants";
import { retryGrant } from "@/lib/grants/open-grants";
import { grantLink } from "@/lib/grants/serialize-grant";
import type { RequestLanguage } from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";
import { countWithin } from "@/lib/rate-counter";
import { accessOf, type MyBusiness, ofPurchase } from "./my-access";
import type { Customer } from "./session";

type RoundTrip = typeof oauthStates.$inferSelect;

export type ConnectionPage = {
  linked: boolean;
  texts: Texts;
  business: MyBusiness;
  /** Where the person can start again: the claim link while it works, otherwise the portal (null). */
  againUrl: string | null;
};

/** The result of an OAuth round trip, for the browser that started it; null for any other. */
export async function readConnection(
  stateId: string,
  browser: string | null,
  request: RequestLanguage | null = null,
): Promise<ConnectionPage | null> {
  return inTransaction(async (tx) => {
    const round = await findOwnRoundTrip(tx, stateId, browser);
    const customer = round && (await customerOf(tx, round));
    if (!customer) return null;
    const words = texts(await languageOfCustomer(tx, customer, request));
    const business = await accessOf(tx, customer, words.t);
    if (!business) return null;
    const grant =
      round.grantId && round.businessId ? await findGrant(tx, round.businessId, round.grantId) : null;
    // The link proves that its holder reads the customer's mail, which a buyer doesn't have to.
    const againUrl = grant && round.purpose === "claim" && isLinkLive(grant) ? grantLink(grant) : null;
    return {
      linked: round.outcome?.kind === "linked",
      texts: words,
      business: await ofRound(tx, round, business),
      againUrl,
    };
  });
}

/** As much of what a customer has as the browser of a round trip may see. */
export async function ofRound(tx: Tx, round: RoundTrip, business: MyBusiness): Promise<MyBusiness> {
  if (round.purpose !== "checkout") return business;
  return ofPurchase(business, await purchaseOf(tx, round), round.outcome?.discordUserId ?? null);
}

async function purchaseOf(tx: Tx, { businessId, grantId }: RoundTrip): Promise<string> {
  return (await findGrant(tx, businessId ?? "", grantId ?? "")).purchaseId;
}

export async function customerOf(tx: Tx, round: RoundTrip): Promise<Customer | null> {
  const [customer] = await tx
    .select()
    .from(customers)
    .where(eq(customers.id, round.customerId ?? ""));
  return customer ?? null;
}

async function findOwnRoundTrip(tx: Tx, stateId: string, browser: string | null): Promise<RoundTrip | null> {
  const [round] = await tx.select().from(oauthStates).where(eq(oauthStates.id, stateId));
  if (!round || round.purpose === "install" || !browser) return null;
  return sameSecret(round.browserHash, hashToken(browser)) ? round : null;
}

const triesPerMinute = 5;

/** "Try again" on the result page, only for grants of the round trip's customer. */
export async function retryFromConnection(
  stateId: string,
  browser: string | null,
  grantId: string,
): Promise<void> {
  await inTransaction(async (tx) => {
    const round = await findOwnRoundTrip(tx, stateId, browser);
    const customer = round?.outcome?.kind === "linked" ? await customerOf(tx, round) : null;
    if (!round || !customer) throw notFound("Grant");
    if (!(await countWithin(tx, `claim-try:${stateId}`, triesPerMinute, 60))) throw tooMany(60);
    const grant = await findGrant(tx, customer.businessId, grantId);
    const seen = round.purpose !== "checkout" || grant.purchaseId === (await purchaseOf(tx, round));
    if (grant.customerId !== customer.id || !seen) throw notFound("Grant");
    await retryGrant(tx, customer.businessId, grantId, asCustomer(customer));
  });
}
