import { eq, sql } from "drizzle-orm";
import { ZodError } from "zod";
import { db, inTransaction, type Tx } from "@/db/client";
import { inboxEvents, paymentConnections } from "@/db/schema";
import { sentenceOf } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { requestCatalog } from "@/lib/payments/connections/sync-products";
import type { ReadEvent } from "@/lib/payments/provider";
import { completeFacts } from "./complete-facts";
import { dateBeginning } from "./date-beginning";
import { findNothingGiven, findUnexplained, type NothingGiven } from "./find-nothing-given";
import { foldFact } from "./fold-fact";
import { personIn } from "./person-in";

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
  try {
    await apply(connection, row);
  } catch (error) {
    await noteTrouble(row, error);
    throw error;
  }
}

type InboxRow = typeof inboxEvents.$inferSelect;

async function apply(connection: ConnectionRow, row: InboxRow): Promise<void> {
  const read = dateBeginning(readBody(connection, row.body), row);
  if ("unreadable" in read) return park(connection, row, read.unreadable);
  if ("ignored" in read) return ignore(connection, row, read);
  const { facts, asked, unfinished } = await completeFacts(connection, read);
  await inTransaction(async (tx) => {
    for (const fact of facts) await foldFact(tx, connection, fact, { asked: asked.has(fact) });
    const nothing = await findNothingGiven(tx, connection, facts);
    const outcome = nothing ? `${outcomeOf(facts)}; ${nothing.words}` : outcomeOf(facts);
    if (!unfinished) await finish(tx, row, outcome, nothing);
  });
  // What could be applied is; the rest waits for a person and is then applied on top.
  if (unfinished) await park(connection, row, unfinished);
}

function readBody(connection: ConnectionRow, body: string): ReadEvent {
  try {
    return providerOf(connection).provider.read(JSON.parse(body));
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return {
      unreadable: `The event does not have the expected shape: ${firstIssues(error)}. Update Gatehouse, then run it again.`,
    };
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
  row: InboxRow,
  { ignored, catalogChanged, money }: Extract<ReadEvent, { ignored: string }>,
): Promise<void> {
  await inTransaction(async (tx) => {
    if (catalogChanged) await requestCatalog(tx, connection.id);
    const found = money && (await findUnexplained(tx, connection, money));
    await finish(tx, row, found?.words ?? ignored, found && "why" in found ? found : null);
  });
}

async function finish(tx: Tx, row: InboxRow, outcome: string, nothing: NothingGiven | null): Promise<void> {
  await tx
    .update(inboxEvents)
    .set({
      processedAt: sql`clock_timestamp()`,
      dueAt: null,
      outcome,
      parkedReason: null,
      lastError: null,
      person: nothing && personIn(row.body),
      gaveNothing: nothing?.why ?? null,
      saleId: nothing?.saleId ?? null,
      productId: nothing?.productId ?? null,
    })
    .where(eq(inboxEvents.id, row.id));
}

/** Where the key was replaced meanwhile, the cause may be gone: the event stays due, and is tried with the new one. */
async function park(connection: ConnectionRow, row: InboxRow, reason: string): Promise<void> {
  await inTransaction(async (tx) => {
    const [now] = await tx
      .select({ apiKey: paymentConnections.apiKey })
      .from(paymentConnections)
      .where(eq(paymentConnections.id, connection.id))
      .for("share");
    if (now?.apiKey !== connection.apiKey) return;
    await tx
      .update(inboxEvents)
      .set({ dueAt: null, parkedReason: reason, lastError: null, person: personIn(row.body) })
      .where(eq(inboxEvents.id, row.id));
  });
}

/** It is tried again; meanwhile Needs attention can say why it waits, and who with it. */
async function noteTrouble(row: InboxRow, error: unknown): Promise<void> {
  await db()
    .update(inboxEvents)
    .set({ lastError: sentenceOf(error), person: personIn(row.body) })
    .where(eq(inboxEvents.id, row.id));
}
