import { and, eq, gt, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { customers, portalSessions } from "@/db/schema";
import { hashToken, randomToken } from "@/lib/crypto";
import { hasEmail } from "@/lib/customers/customers";
import { env } from "@/lib/env";
import { GatehouseError, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";

export type PortalSession = typeof portalSessions.$inferSelect;
export type Customer = typeof customers.$inferSelect;

const sessionHours = 24;

/** The `__Host-` prefix ties the cookie to this host. Browsers require https for it, so the demo doesn't use it. */
export function portalCookie() {
  const secure = env().APP_URL.startsWith("https:");
  return {
    name: secure ? "__Host-gatehouse-portal" : "gatehouse-portal",
    options: {
      httpOnly: true,
      sameSite: "lax" as const,
      path: "/",
      secure,
      maxAge: sessionHours * 3600,
    },
  };
}

/** Returns the token for the cookie; the table only stores its hash. */
export async function startPortalSession(
  tx: Tx,
  person: { email: string; customerId: string | null; returnUrl: string | null },
): Promise<string> {
  const token = randomToken();
  await tx.insert(portalSessions).values({
    ...person,
    id: newId("portalSession"),
    hash: hashToken(token),
    expiresAt: sql`now() + make_interval(hours => ${sessionHours})`,
  });
  return token;
}

export async function findPortalSession(tx: Tx, token: string | null): Promise<PortalSession | null> {
  if (!token) return null;
  const [session] = await tx
    .select()
    .from(portalSessions)
    .where(and(eq(portalSessions.hash, hashToken(token)), gt(portalSessions.expiresAt, sql`now()`)));
  return session ?? null;
}

/** For verbs that only a signed-in customer may call; throws `unauthorized`. */
export async function requirePortalSession(tx: Tx, token: string | null): Promise<PortalSession> {
  const session = await findPortalSession(tx, token);
  if (!session) throw new GatehouseError("unauthorized", "Your session has ended. Sign in again.");
  return session;
}

export async function endPortalSession(tx: Tx, token: string): Promise<void> {
  await tx.delete(portalSessions).where(eq(portalSessions.hash, hashToken(token)));
}

/** The session's customers: one for a session from the API, otherwise everybody with its address. */
export async function customersOf(tx: Tx, session: PortalSession): Promise<Customer[]> {
  const theirs = session.customerId ? eq(customers.id, session.customerId) : hasEmail(session.email);
  return tx.select().from(customers).where(theirs);
}

/** One of the session's customers; throws `not_found`. */
export async function ownCustomer(tx: Tx, session: PortalSession, customerId: string): Promise<Customer> {
  const customer = (await customersOf(tx, session)).find(({ id }) => id === customerId);
  if (!customer) throw notFound("Customer");
  return customer;
}

/** Ends the session, so that copies of the cookie stop working too. */
export async function signOutOfPortal(token: string): Promise<void> {
  await endPortalSession(db(), token);
}
