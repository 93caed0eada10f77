import { randomInt } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { recoveryCodes } from "@/db/schema";
import { hashToken } from "@/lib/crypto";
import { tooMany } from "@/lib/doors";
import { invalid } from "@/lib/errors";
import type { Person } from "@/lib/membership";
import { countWithin } from "@/lib/rate-counter";
import { announceChange } from "./announce-change";
import { countUnusedCodes, lockPerson, passkeysOf } from "./find-passkeys";
import { recordProof } from "./prove";

const howMany = 10;
/** Without characters that look alike. 16 of the rest have 79 bits. */
const characters = "23456789abcdefghjkmnpqrstuvwxyz";
const groups = [4, 4, 4, 4];
const triesPerHour = 10;

/** Makes ten codes, which can't be shown again, and ends all earlier ones. */
export async function makeRecoveryCodes(person: Person): Promise<string[]> {
  return inTransaction(async (tx) => {
    await lockPerson(tx, person.id);
    if ((await passkeysOf(tx, person.id)).length === 0) throw invalid("Add a passkey first");
    const codes = await replaceCodes(tx, person.id);
    await announceChange(tx, person, hashOf(person.id, codes[0] ?? ""), { kind: "recovery_codes_made" });
    return codes;
  });
}

export async function replaceCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newCode);
  await deleteCodes(tx, userId);
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ hash: hashOf(userId, code), userId })));
  return codes;
}

export async function deleteCodes(tx: Tx, userId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

function newCode(): string {
  const character = () => characters.charAt(randomInt(characters.length));
  return groups.map((size) => Array.from({ length: size }, character).join("")).join("-");
}

/** Codes are typed from paper, so case, spaces and dashes don't count. */
function hashOf(userId: string, code: string): string {
  return hashToken(`${userId}:${code.toLowerCase().replace(/[^a-z0-9]/g, "")}`);
}

/**
 * Proves the session with a recovery code, which is used up. Each try is counted before the code is looked up, in a
 * transaction of its own, so that wrong ones count too. Throws `invalid` and `too_many_requests`.
 */
export async function proveByCode(person: Person, token: string, code: string): Promise<void> {
  const mayTry = await inTransaction((tx) =>
    countWithin(tx, `recovery-code:${person.id}`, triesPerHour, 3600),
  );
  if (!mayTry) throw tooMany(3600 / triesPerHour);
  const hash = hashOf(person.id, code);
  await inTransaction(async (tx) => {
    const used = await tx
      .update(recoveryCodes)
      .set({ usedAt: sql`now()` })
      .where(
        and(eq(recoveryCodes.hash, hash), eq(recoveryCodes.userId, person.id), isNull(recoveryCodes.usedAt)),
      )
      .returning({ hash: recoveryCodes.hash });
    if (used.length === 0) throw invalid("This code isn't valid, or was used already", { code: "Not valid" });
    await recordProof(tx, token);
    const left = await countUnusedCodes(tx, person.id);
    await announceChange(tx, person, hash, { kind: "recovery_code_used", left });
  });
}
