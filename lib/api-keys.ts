import { and, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { apiKeys } from "@/db/schema";
import { type Actor, writeAudit } from "./audit";
import { hashToken, randomToken } from "./crypto";
import { notFound } from "./errors";
import { newId } from "./ids";

export type ApiKey = Omit<typeof apiKeys.$inferSelect, "hash">;

const shown = {
  id: apiKeys.id,
  businessId: apiKeys.businessId,
  name: apiKeys.name,
  hint: apiKeys.hint,
  readOnly: apiKeys.readOnly,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
};

/** The only time that the key itself is seen: what is kept is its hash and the last four characters. */
export async function createApiKey(
  tx: Tx,
  input: { businessId: string; name: string; readOnly: boolean; expiresAt: Date | null; actor: Actor },
): Promise<{ id: string; key: string }> {
  const { actor, ...row } = input;
  const key = `gh_${randomToken()}`;
  const id = newId("apiKey");
  await tx.insert(apiKeys).values({ ...row, id, hash: hashToken(key), hint: key.slice(-4) });
  await writeAudit(tx, {
    businessId: input.businessId,
    actor,
    action: "api_key.created",
    subjectId: id,
    details: { name: input.name, readOnly: input.readOnly, expiresAt: input.expiresAt },
  });
  return { id, key };
}

export async function listApiKeys(tx: Tx, businessId: string): Promise<ApiKey[]> {
  return tx
    .select(shown)
    .from(apiKeys)
    .where(eq(apiKeys.businessId, businessId))
    .orderBy(sql`revoked_at is not null`, desc(apiKeys.createdAt));
}

export async function revokeApiKey(tx: Tx, businessId: string, id: string, actor: Actor): Promise<void> {
  const [revoked] = await tx
    .update(apiKeys)
    .set({ revokedAt: new Date() })
    .where(and(eq(apiKeys.businessId, businessId), eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ name: apiKeys.name });
  if (!revoked) throw notFound("API key");
  await writeAudit(tx, {
    businessId,
    actor,
    action: "api_key.revoked",
    subjectId: id,
    details: { name: revoked.name },
  });
}

/**
 * The live key that was presented, or null (unknown, revoked and expired look the same). Found by its SHA-256,
 * so the compare leaks nothing of the key. `lastUsedAt` is written at most once a minute.
 */
export async function findApiKey(tx: Tx, presentedKey: string): Promise<ApiKey | null> {
  if (!/^gh_[\w-]{43}$/.test(presentedKey)) return null;
  const [key] = await tx
    .select(shown)
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.hash, hashToken(presentedKey)),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)),
      ),
    );
  if (!key) return null;
  if (!key.lastUsedAt || key.lastUsedAt.getTime() < Date.now() - 60_000)
    await tx
      .update(apiKeys)
      .set({ lastUsedAt: sql`now()` })
      .where(
        and(
          eq(apiKeys.id, key.id),
          or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - interval '1 minute'`)),
        ),
      );
  return key;
}
