import { and, eq, gt, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { checkouts, customers, purchases } from "@/db/schema";
import { currentAccount } from "@/lib/connect/accounts";
import { maskEmail } from "@/lib/connect/held-account";
import { startClaim } from "@/lib/connect/open-claim-link";
import { hashToken, sameSecret } from "@/lib/crypto";
import { languageOfCustomer, noteLanguage } from "@/lib/customer-language";
import { recordOpening } from "@/lib/grants/claim-link";
import { type GrantRow, grantsOfPurchase } from "@/lib/grants/find-grants";
import type { Language, RequestLanguage } from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";
import { accessOf, type MyBusiness, ofPurchase } from "./my-access";
import type { Customer } from "./session";

export type Thanks =
  /** Not this buyer's browser, or long ago: their mail tells them more. */
  | { state: "mail" }
  /** The provider's event hasn't come yet. */
  | { state: "waiting" }
  | {
      state: "paid";
      texts: Texts;
      /** With this purchase alone. */
      business: MyBusiness;
      maskedEmail: string;
      /** A Discord account still has to be connected. */
      joinable: boolean;
    };

/** The page after paying, for the browser that started the checkout, at the address that only the payer was led to. */
export async function readThanks(
  token: string,
  browser: string | null,
  request: RequestLanguage | null = null,
): Promise<Thanks> {
  return inTransaction(async (tx) => {
    const checkout = await findCheckout(tx, token, browser);
    if (!checkout) return { state: "mail" };
    const paid = await findPaid(tx, checkout);
    if (!paid) return { state: "waiting" };
    const words = texts(await languageOfCustomer(tx, paid.customer, request));
    const business = await accessOf(tx, paid.customer, words.t);
    if (!business) return { state: "mail" };
    const account = await currentAccount(tx, paid.customer.id);
    return {
      state: "paid",
      texts: words,
      business: ofPurchase(business, paid.purchaseId, account?.byCheckout ? account.discordUserId : null),
      maskedEmail: maskEmail(paid.customer.email),
      joinable: paid.waiting !== undefined,
    };
  });
}

/**
 * "Join now": where the buyer connects Discord for what they just paid for. Unlike the mailed link it doesn't prove that
 * they read the customer's mail, so nothing else of the customer's follows. Null when there is nothing to connect.
 */
export async function joinNow(
  token: string,
  browser: string,
  language: Language | null = null,
): Promise<string | null> {
  return inTransaction(async (tx) => {
    const checkout = await findCheckout(tx, token, browser);
    const waiting = checkout && (await findPaid(tx, checkout))?.waiting;
    if (!waiting) return null;
    await recordOpening(tx, waiting);
    await noteLanguage(tx, waiting.customerId, language);
    const opened = await startClaim(tx, waiting, browser, "checkout");
    return opened.kind === "consent" ? opened.url : null;
  });
}

type Checkout = typeof checkouts.$inferSelect;

async function findCheckout(tx: Tx, token: string, browser: string | null): Promise<Checkout | null> {
  const [checkout] = await tx
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.hash, hashToken(token)), gt(checkouts.expiresAt, sql`now()`)));
  if (!checkout || !browser || !sameSecret(checkout.browserHash, hashToken(browser))) return null;
  return checkout;
}

type Paid = { purchaseId: string; customer: Customer; waiting: GrantRow | undefined };

/** The live purchase of a checkout, and its grant that waits for a Discord account. */
async function findPaid(tx: Tx, { purchaseId }: Checkout): Promise<Paid | null> {
  const [paid] = await tx
    .select({ purchase: purchases, customer: customers })
    .from(purchases)
    .innerJoin(customers, eq(customers.id, purchases.customerId))
    .where(eq(purchases.id, purchaseId ?? ""));
  if (!paid?.purchase.live) return null;
  const { purchase, customer } = paid;
  const waiting = (await grantsOfPurchase(tx, purchase.id)).find(
    (grant) => !grant.discordUserId && !hasEnded(grant),
  );
  return { purchaseId: purchase.id, customer, waiting };
}
