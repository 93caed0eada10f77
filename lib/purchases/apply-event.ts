import { eq, sql } from "drizzle-orm";
import { ZodError } from "zod";
import { db, inTransaction, type Tx } from "@/db/client";
import { inboxEvents, paymentConnections } from "@/db/schema";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { requestCatalog } from "@/lib/payments/connections/sync-products";
import type { ReadEvent } from "@/lib/payments/provider";
import { completeFacts } from "./complete-facts";
import { foldFact } from "./fold-fact";

/**
 * The job's verb for one inbox row: facts are stored, the purchases are folded from all of them, and their grants
 * follow, in one transaction. Twice, late or out of order: the same facts, the same end.
 */
export async function applyEvent(inboxId: string): Promise<void> {
  const [row] = await db().select().from(inboxEvents).where(eq(inboxEvents.id, inboxId));
  if (!row || row.processedAt) return;
  const [connection] = await db()
    .select()
    .from(paymentConnections)
    .where(eq(paymentConnections.id, row.connectionId));
  if (!connection) return;
  const read = readBody(connection, row.body);
  if ("unreadable" in read) return park(inboxId, read.unreadable);
  if ("ignored" in read) return ignore(connection, inboxId, read);
  const { facts, unfinished } = await completeFacts(connection, read);
  await inTransaction(async (tx) => {
    for (const fact of facts) await foldFact(tx, connection, fact);
    if (!unfinished) await finish(tx, inboxId, outcomeOf(facts));
  });
  // What could be applied is; the rest waits for a person and is then applied on top.
  if (unfinished) await park(inboxId, unfinished);
}

function readBody(connection: ConnectionRow, body: string): ReadEvent {
  try {
    return providerOf(connection).provider.read(JSON.parse(body));
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return { unreadable: `The event does not have the expected shape: ${firstIssues(error)}` };
  }
}

function firstIssues(error: ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".")}: ${message}`)
    .join("; ");
}

function outcomeOf(facts: { kind: string }[]): string {
  return facts.length > 0 ? [...new Set(facts.map(({ kind }) => kind))].join(", ") : "nothing new";
}

async function ignore(
  connection: ConnectionRow,
  inboxId: string,
  { ignored, catalogChanged }: Extract<ReadEvent, { ignored: string }>,
): Promise<void> {
  await inTransaction(async (tx) => {
    if (catalogChanged) await requestCatalog(tx, connection.id);
    await finish(tx, inboxId, ignored);
  });
}

async function finish(tx: Tx, inboxId: string, outcome: string): Promise<void> {
  await tx
    .update(inboxEvents)
    .set({ processedAt: sql`clock_timestamp()`, dueAt: null, outcome, parkedReason: null })
    .where(eq(inboxEvents.id, inboxId));
}

async function park(inboxId: string, reason: string): Promise<void> {
  await db()
    .update(inboxEvents)
    .set({ dueAt: null, parkedReason: reason })
    .where(eq(inboxEvents.id, inboxId));
}
