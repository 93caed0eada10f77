import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { customers, signInLinks } from "@/db/schema";
import { takeAtLeast } from "@/lib/answer-time";
import { hashToken, randomToken } from "@/lib/crypto";
import { languageOfCustomer } from "@/lib/customer-language";
import { hasEmail } from "@/lib/customers/customers";
import { countForSubject } from "@/lib/doors";
import { queueEmail } from "@/lib/email/queue-email";
import { canonicalEmail } from "@/lib/email-address";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import type { RequestLanguage } from "@/lib/languages/languages";
import { type Merchant, merchantOf, onlyBusinessOf } from "./merchant";
import { type Customer, endPortalSession, findPortalSession, startPortalSession } from "./session";

const linkMinutes = 15;
const mailsPerHour = 3;
// Longer than the work for a known address, so that response times don't reveal which addresses are known.
const answerMs = 300;

/**
 * Emails a sign-in link to a customer. The result is the same, and takes the same time, whether the address is known,
 * unknown, or has reached its limit of 3 emails per hour from one client `address`. Throws `invalid` for a malformed address.
 */
export async function requestPortalLink(
  given: string,
  address: string | null,
  request: RequestLanguage | null = null,
): Promise<void> {
  const email = canonicalEmail(given);
  await takeAtLeast(answerMs, mailPortalLink(email, address, request));
}

async function mailPortalLink(
  email: string,
  address: string | null,
  request: RequestLanguage | null,
): Promise<void> {
  await inTransaction(async (tx) => {
    const [known] = await tx.select().from(customers).where(hasEmail(email)).limit(1);
    if (!known) return;
    const key = `portal-mail:${hashToken(email)}`;
    if (!(await countForSubject(tx, key, address, mailsPerHour, 3600))) return;
    const { id, token } = await createLink(tx, { email, customerId: null, returnUrl: null }, linkMinutes);
    await queueEmail(tx, {
      uniqueKey: `portal-sign-in:${id}`,
      businessId: (await onlyBusinessOf(tx, { email, customerId: null }))?.id ?? null,
      grantId: null,
      to: email,
      language: await languageOfCustomer(tx, known, request),
      template: "portal-sign-in",
      props: { link: `${env().APP_URL}/portal/sign-in/${token}` },
    });
  });
}

/** A link that signs one customer in. The API returns it for the merchant's own pages. */
export async function createPortalSessionLink(
  tx: Tx,
  customer: { id: string; email: string },
  returnUrl: string | null = null,
): Promise<string> {
  const person = { email: customer.email.toLowerCase(), customerId: customer.id, returnUrl };
  const { token } = await createLink(tx, person, linkMinutes);
  return `${env().APP_URL}/portal/session/${token}`;
}

/** Emails such a link to the customer. */
export async function mailPortalSessionLink(tx: Tx, customer: Customer, link: string): Promise<void> {
  await queueEmail(tx, {
    uniqueKey: `portal-session:${hashToken(link)}`,
    businessId: customer.businessId,
    grantId: null,
    to: customer.email,
    language: await languageOfCustomer(tx, customer),
    template: "portal-sign-in",
    props: { link },
  });
}

async function createLink(
  tx: Tx,
  person: { email: string; customerId: string | null; returnUrl: string | null },
  minutes: number,
): Promise<{ id: string; token: string }> {
  const id = newId("signInLink");
  const token = randomToken();
  await tx.insert(signInLinks).values({
    ...person,
    id,
    hash: hashToken(token),
    expiresAt: sql`now() + make_interval(mins => ${minutes})`,
  });
  return { id, token };
}

function live(token: string) {
  return and(
    eq(signInLinks.hash, hashToken(token)),
    isNull(signInLinks.usedAt),
    gt(signInLinks.expiresAt, sql`now()`),
  );
}

/**
 * Whom a link that works signs in, whom it would replace in this browser, and in whose name. Doesn't use the link up, because email
 * scanners open links too.
 */
export async function readPortalLink(
  token: string,
  session: string | null,
): Promise<{ email: string; replaces: string | null; merchant: Merchant | null } | null> {
  const [link] = await db().select().from(signInLinks).where(live(token));
  if (!link) return null;
  const business = await onlyBusinessOf(db(), link);
  const current = await findPortalSession(db(), session);
  return {
    email: link.email,
    replaces: current && current.email !== link.email ? current.email : null,
    merchant: business && merchantOf(business),
  };
}

/**
 * Uses the link and returns the token of a new session; null when the link is unknown, used or expired. Only one of
 * two concurrent calls wins. Ends the browser's previous session.
 */
export async function signInByLink(token: string, before: string | null): Promise<string | null> {
  return inTransaction(async (tx) => {
    const [link] = await tx.update(signInLinks).set({ usedAt: sql`now()` }).where(live(token)).returning();
    if (!link) return null;
    if (before) await endPortalSession(tx, before);
    const { email, customerId, returnUrl } = link;
    return startPortalSession(tx, { email, customerId, returnUrl });
  });
}
