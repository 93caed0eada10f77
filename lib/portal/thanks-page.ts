import { and, eq, gt, sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { checkouts, customers, purchases } from "@/db/schema";
import { maskEmail } from "@/lib/connect/held-account";
import { hashToken, sameSecret } from "@/lib/crypto";
import { languageOfCustomer } from "@/lib/customer-language";
import { findGrant } from "@/lib/grants/find-grants";
import { grantLink } from "@/lib/grants/serialize-grant";
import type { RequestLanguage } from "@/lib/languages/languages";
import { texts } from "@/lib/languages/texts";
import { accessOf, type MyBusiness } from "./my-access";

export type Thanks =
  /** Not this buyer's browser, or long ago: their mail tells them more. */
  | { state: "mail" }
  /** The provider's event hasn't come yet. */
  | { state: "waiting" }
  | {
      state: "paid";
      /** With the cards of this purchase alone. */
      business: MyBusiness;
      maskedEmail: string;
      /** Where the buyer connects Discord; null if there is nothing to connect. */
      joinUrl: string | null;
    };

/** The page after paying, for the browser that started the checkout, at the address that only the payer was led to. */
export async function readThanks(
  token: string,
  browser: string | null,
  request: RequestLanguage | null = null,
): Promise<Thanks> {
  return inTransaction(async (tx) => {
    const [checkout] = await tx
      .select()
      .from(checkouts)
      .where(and(eq(checkouts.hash, hashToken(token)), gt(checkouts.expiresAt, sql`now()`)));
    if (!checkout || !browser || !sameSecret(checkout.browserHash, hashToken(browser)))
      return { state: "mail" };
    const [paid] = await tx
      .select({ purchase: purchases, customer: customers })
      .from(purchases)
      .innerJoin(customers, eq(customers.id, purchases.customerId))
      .where(eq(purchases.id, checkout.purchaseId ?? ""));
    if (!paid?.purchase.live) return { state: "waiting" };
    const business = await accessOf(
      tx,
      paid.customer,
      texts(await languageOfCustomer(tx, paid.customer, request)).t,
    );
    if (!business) return { state: "mail" };
    const cards = business.cards.filter(({ purchaseId }) => purchaseId === paid.purchase.id);
    const waiting = cards.find(({ state }) => state.action === "connect");
    const grant = waiting && (await findGrant(tx, business.id, waiting.grantId));
    return {
      state: "paid",
      business: { ...business, cards },
      maskedEmail: maskEmail(paid.customer.email),
      joinUrl: grant ? grantLink(grant) : null,
    };
  });
}
