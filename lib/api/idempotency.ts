import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { idempotencyKeys } from "@/db/schema";
import { decrypt, encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { ApiError } from "./api-error";

export type Answer = { status: number; body: string | null };
export type Repeatable = { businessId: string; key: string; requestHash: string };

/** The caller's Idempotency-Key with what it was sent for, or null when there is none. */
export function readIdempotencyKey(
  request: Request,
  businessId: string,
  text: string,
  body: unknown,
): Repeatable | null {
  const key = request.headers.get("idempotency-key") ?? keyInBody(body);
  if (key === null || request.method !== "POST") return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ApiError("MALFORMED_REQUEST", "Idempotency-Key must be 1 to 255 plain ASCII characters");
  const { pathname, search } = new URL(request.url);
  const requestHash = createHash("sha256").update(`${pathname}${search}\n${text}`).digest("hex");
  return { businessId, key, requestHash };
}

/** Where the SDKs have a field for it. */
function keyInBody(body: unknown): string | null {
  const holds = typeof body === "object" && body !== null && "idempotency_key" in body;
  return holds && typeof body.idempotency_key === "string" ? body.idempotency_key : null;
}

/**
 * Runs `work` once per key: a repetition gets the first answer. Effect and answer are one transaction, and a
 * second call with the key waits on the unique index until the first has committed (then it gets its answer)
 * or failed (then it is the first).
 */
export async function onceInTransaction(
  call: Repeatable,
  work: (tx: Tx) => Promise<Answer>,
): Promise<{ answer: Answer; repeated: boolean }> {
  return inTransaction(async (tx) => {
    const known = await claim(tx, call);
    if (known) return { answer: known, repeated: true };
    const answer = await work(tx);
    await keep(tx, call, answer);
    return { answer, repeated: false };
  });
}

/** What the key was answered before, for those who have something to ask before `onceInTransaction`. */
export function findAnswer(call: Repeatable): Promise<Answer | null> {
  return find(db(), call);
}

/** Takes the key for this transaction, or answers what was answered before. */
async function claim(tx: Tx, call: Repeatable): Promise<Answer | null> {
  const [claimed] = await tx
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
  return claimed ? null : find(tx, call);
}

/** The first call with the key took longer than a statement may wait. */
function stillRunning(error: unknown): never {
  const { code } = ((error instanceof Error && error.cause) || {}) as { code?: string };
  if (code !== "57014" && code !== "55P03") throw error;
  throw new ApiError("CONFLICT", "A call with this Idempotency-Key is still running", {
    headers: { "retry-after": "2" },
  });
}

async function find(tx: Tx, call: Repeatable): Promise<Answer | null> {
  const [row] = await tx
    .select()
    .from(idempotencyKeys)
    .where(and(mine(call), sql`${idempotencyKeys.expiresAt} > now()`));
  if (!row) return null;
  if (row.requestHash !== call.requestHash)
    throw new ApiError("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was sent with another request before");
  if (row.status === null) return null;
  return { status: row.status, body: row.body && decrypt(row.body, placeOf(row.id)) };
}

async function keep(tx: Tx, call: Repeatable, { status, body }: Answer): Promise<void> {
  const [row] = await tx.select({ id: idempotencyKeys.id }).from(idempotencyKeys).where(mine(call));
  if (!row) throw new Error("The idempotency key is gone");
  // Answers hold links that let people in.
  const sealed = body && encrypt(body, placeOf(row.id));
  await tx.update(idempotencyKeys).set({ status, body: sealed }).where(eq(idempotencyKeys.id, row.id));
}

function mine({ businessId, key }: Repeatable) {
  return and(eq(idempotencyKeys.businessId, businessId), eq(idempotencyKeys.key, key));
}

const placeOf = (id: string) => `idempotency_keys.body:${id}`;
