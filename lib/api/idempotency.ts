import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { idempotencyKeys } from "@/db/schema";
import { decrypt, encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { ApiError } from "./api-error";

export type Answer = { status: number; body: string | null };
export type IdempotentCall = { businessId: string; key: string; requestHash: string };

/** The caller's Idempotency-Key with a hash of the request it came with, or null without one. */
export function readIdempotencyKey(
  request: Request,
  businessId: string,
  text: string,
  body: unknown,
): IdempotentCall | null {
  const key = request.headers.get("idempotency-key") ?? keyInBody(body);
  if (key === null || request.method !== "POST") return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ApiError("MALFORMED_REQUEST", "Idempotency-Key must be 1 to 255 plain ASCII characters");
  const { pathname, search } = new URL(request.url);
  const requestHash = createHash("sha256").update(`${pathname}${search}\n${text}`).digest("hex");
  return { businessId, key, requestHash };
}

/** Some bodies of the SDKs have a field for it. */
function keyInBody(body: unknown): string | null {
  const hasKey = typeof body === "object" && body !== null && "idempotency_key" in body;
  return hasKey && typeof body.idempotency_key === "string" ? body.idempotency_key : null;
}

/**
 * Runs `work` once per key; a later call with the key gets the first answer. Effect and answer commit together,
 * and a second call waits on the unique index: if the first commits it gets that answer, if the first fails it
 * runs `work` itself.
 */
export async function onceInTransaction(
  call: IdempotentCall,
  work: (tx: Tx) => Promise<Answer>,
): Promise<{ answer: Answer; replayed: boolean }> {
  return inTransaction(async (tx) => {
    const earlier = await reserve(tx, call);
    if (earlier) return { answer: earlier, replayed: true };
    const answer = await work(tx);
    await store(tx, call, answer);
    return { answer, replayed: false };
  });
}

/** The stored answer, for routes that would otherwise ask Discord before `onceInTransaction`. */
export function findAnswer(call: IdempotentCall): Promise<Answer | null> {
  return find(db(), call);
}

/** Reserves the key for this transaction, or returns the stored answer. */
async function reserve(tx: Tx, call: IdempotentCall): Promise<Answer | null> {
  const [reserved] = await tx
    .insert(idempotencyKeys)
    .values({ ...call, id: newId("idempotency"), expiresAt: sql`now() + interval '24 hours'` })
    .onConflictDoUpdate({
      target: [idempotencyKeys.businessId, idempotencyKeys.key],
      set: {
        requestHash: call.requestHash,
        status: null,
        body: null,
        createdAt: sql`now()`,
        expiresAt: sql`now() + interval '24 hours'`,
      },
      setWhere: sql`${idempotencyKeys.expiresAt} < now()`,
    })
    .returning({ id: idempotencyKeys.id })
    .catch(stillRunning);
  return reserved ? null : find(tx, call);
}

/** The first call with the key took longer than a statement may wait. */
function stillRunning(error: unknown): never {
  const { code } = ((error instanceof Error && error.cause) || {}) as { code?: string };
  if (code !== "57014" && code !== "55P03") throw error;
  throw new ApiError("CONFLICT", "A call with this Idempotency-Key is still running", {
    headers: { "retry-after": "2" },
  });
}

async function find(tx: Tx, call: IdempotentCall): Promise<Answer | null> {
  const [row] = await tx
    .select()
    .from(idempotencyKeys)
    .where(and(isKeyOf(call), sql`${idempotencyKeys.expiresAt} > now()`));
  if (!row) return null;
  if (row.requestHash !== call.requestHash)
    throw new ApiError(
      "IDEMPOTENCY_KEY_REUSED",
      "This Idempotency-Key was used before, with another request",
    );
  if (row.status === null) return null;
  return { status: row.status, body: row.body && decrypt(row.body, placeOf(row.id)) };
}

async function store(tx: Tx, call: IdempotentCall, { status, body }: Answer): Promise<void> {
  const [row] = await tx.select({ id: idempotencyKeys.id }).from(idempotencyKeys).where(isKeyOf(call));
  if (!row) throw new Error("The idempotency key is gone");
  // Some answers hold links that sign people in.
  const encrypted = body && encrypt(body, placeOf(row.id));
  await tx.update(idempotencyKeys).set({ status, body: encrypted }).where(eq(idempotencyKeys.id, row.id));
}

function isKeyOf({ businessId, key }: IdempotentCall) {
  return and(eq(idempotencyKeys.businessId, businessId), eq(idempotencyKeys.key, key));
}

const placeOf = (id: string) => `idempotency_keys.body:${id}`;
