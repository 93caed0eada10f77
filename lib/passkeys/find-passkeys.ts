import { and, count, desc, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { passkeys, recoveryCodes, users } from "@/db/schema";

export type Passkey = typeof passkeys.$inferSelect;

/** Newest first. */
export async function passkeysOf(tx: Tx, userId: string): Promise<Passkey[]> {
  return tx.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(desc(passkeys.createdAt));
}

export async function countUnusedCodes(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx
    .select({ codes: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
  return row?.codes ?? 0;
}

/** Makes changes of one person's passkeys take turns, so that two can't each remove "the last but one". */
export async function lockPerson(tx: Tx, userId: string): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
}
