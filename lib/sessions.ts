import { and, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { sessions, users } from "@/db/schema";
import { hashToken, randomToken } from "./crypto";
import type { Person } from "./membership";

export const sessionDays = 30;

/** A session is a random token in a cookie. The table stores only its hash, so a leaked table signs nobody in. */
export async function startSession(tx: Tx, userId: string): Promise<{ token: string; expires: Date }> {
  const token = randomToken();
  const [started] = await tx
    .insert(sessions)
    .values({
      sessionToken: hashToken(token),
      userId,
      expires: sql`now() + make_interval(days => ${sessionDays})`,
    })
    .returning({ expires: sessions.expires });
  if (!started) throw new Error("insert returned no row");
  return { token, expires: started.expires };
}

export async function personOfSession(tx: Tx, token: string): Promise<Person | null> {
  const [person] = await tx
    .select({ id: users.id, email: users.email, name: users.name })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.sessionToken, hashToken(token)), gt(sessions.expires, sql`now()`)));
  return person ?? null;
}

export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.sessionToken, hashToken(token)));
}

/** Signs this person out of every browser. */
export async function endAllSessions(tx: Tx, userId: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.userId, userId));
}
