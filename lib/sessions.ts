import { and, desc, eq, gt, sql } from "drizzle-orm";
import { cookies, headers } from "next/headers";
import type { Tx } from "@/db/client";
import { sessions, users, verificationTokens } from "@/db/schema";
import { databaseNow } from "./clock";
import { hashToken, randomToken } from "./crypto";
import { env } from "./env";
import type { Person } from "./membership";
import { type Proof, proofColumns } from "./passkeys/proof";
import { cleanLine } from "./text";

/** A session ends after this long without use, and in any case after `longestDays`. */
const idleDays = 30;
const longestDays = 90;

/** The `__Host-` prefix ties the cookie to this host. Browsers require https for it, so the demo doesn't use it. */
export function sessionCookie() {
  const secure = env().APP_URL.startsWith("https:");
  return {
    name: secure ? "__Host-gatehouse-session" : "gatehouse-session",
    options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
  };
}

/** The token in this browser's cookie, whether or not its session is still open. */
export async function presentedToken(): Promise<string | null> {
  return (await cookies()).get(sessionCookie().name)?.value ?? null;
}

/**
 * Starts a session for this browser and ends the one it had. The token goes into the cookie until `cookieExpires`; the
 * table stores only its hash, so a leaked table signs nobody in.
 */
export async function startSession(tx: Tx, userId: string): Promise<{ token: string; cookieExpires: Date }> {
  const before = await presentedToken();
  if (before) await endSession(tx, before);
  const token = randomToken();
  await tx.insert(sessions).values({
    sessionToken: hashToken(token),
    userId,
    userAgent: await userAgent(),
    expires: sql`now() + make_interval(days => ${idleDays})`,
  });
  return { token, cookieExpires: new Date(databaseNow().getTime() + longestDays * 86_400_000) };
}

async function userAgent(): Promise<string | null> {
  return cleanLine((await headers()).get("user-agent") ?? "", 400) || null;
}

/** Who opened a session, and what second step it has shown. */
export type Session = { person: Person; proof: Proof };

/** The open session with this token. Using it puts off its end, up to `longestDays` after it began. */
export async function readSession(tx: Tx, token: string): Promise<Session | null> {
  const open = and(eq(sessions.sessionToken, hashToken(token)), gt(sessions.expires, sql`now()`));
  const [found] = await tx
    .select({
      person: { id: users.id, email: users.email, name: users.name },
      proof: proofColumns,
      unrecorded: sql<boolean>`${sessions.lastUsedAt} < now() - interval '10 minutes'`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(open);
  if (found?.unrecorded)
    await tx
      .update(sessions)
      .set({
        lastUsedAt: sql`now()`,
        userAgent: await userAgent(),
        expires: sql`least(now() + make_interval(days => ${idleDays}),
          ${sessions.createdAt} + make_interval(days => ${longestDays}))`,
      })
      .where(open);
  return found ? { person: found.person, proof: found.proof } : null;
}

export type OpenSession = {
  /** The hash of its token. */
  id: string;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  isCurrent: boolean;
};

/** The person's open sessions: this browser's first, then the last used. */
export async function listSessions(tx: Tx, userId: string): Promise<OpenSession[]> {
  const presented = await presentedToken();
  const current = presented && hashToken(presented);
  const open = await tx
    .select({
      id: sessions.sessionToken,
      userAgent: sessions.userAgent,
      createdAt: sessions.createdAt,
      lastUsedAt: sessions.lastUsedAt,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expires, sql`now()`)))
    .orderBy(desc(sessions.lastUsedAt), sessions.sessionToken);
  const marked = open.map((session) => ({ ...session, isCurrent: session.id === current }));
  return marked.sort((one, other) => Number(other.isCurrent) - Number(one.isCurrent));
}

export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.sessionToken, hashToken(token)));
}

/** Signs the person out of one browser, by the session's id. */
export async function endSessionOf(tx: Tx, userId: string, id: string): Promise<void> {
  await tx.delete(sessions).where(and(eq(sessions.userId, userId), eq(sessions.sessionToken, id)));
}

/** Signs the person out of every browser. Mailed sign-in links stop working too. */
export async function endAllSessions(tx: Tx, person: Person): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.userId, person.id));
  await tx.delete(verificationTokens).where(eq(verificationTokens.identifier, person.email));
}
