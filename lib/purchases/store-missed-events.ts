import { createHash } from "node:crypto";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { ZodError } from "zod";
import { db } from "@/db/client";
import type { PurchaseEvent } from "@/db/schema";
import { inboxEvents, purchaseFacts } from "@/db/schema";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import type { Beginning, Listed, Provider, ProviderEvent } from "@/lib/payments/provider";
import { beganKey } from "./date-beginning";
import { isNewer } from "./is-newer";
import { linesText } from "./lines-text";
import { readFact } from "./read-fact";
import { askedPrefix, storeEvent } from "./store-event";

/**
 * Puts into the inbox what the provider's list says and we do not know. Each is stored as it is found: a step that
 * breaks off finds it waiting the next time, and goes on behind it.
 */
export async function storeMissedEvents(connection: ConnectionRow, items: Listed[]): Promise<void> {
  await storeUnheard(
    connection,
    items.filter(({ eventId }) => eventId !== undefined),
  );
  await storeDifferent(
    connection,
    items.filter(({ eventId }) => eventId === undefined),
  );
}

/** From a list of events: those whose webhook never came. */
async function storeUnheard(connection: ConnectionRow, items: Listed[]): Promise<void> {
  const wanted = items.filter((item) => !isFromBefore(connection, item));
  const ids = wanted.flatMap(({ eventId }) => (eventId ? [eventId] : []));
  if (ids.length === 0) return;
  const rows = await db()
    .select({ id: inboxEvents.externalId })
    .from(inboxEvents)
    .where(
      and(
        eq(inboxEvents.connectionId, connection.id),
        inArray(inboxEvents.externalId, [...ids, ...ids.map((id) => `${askedPrefix}${id}`)]),
      ),
    );
  const heard = new Set(rows.map(({ id }) => id.replace(askedPrefix, "")));
  for (const { eventId, event } of wanted)
    if (eventId && !heard.has(eventId)) await store(connection, `${askedPrefix}${eventId}`, event);
}

/** From a list of states: those that differ from what we know. */
async function storeDifferent(connection: ConnectionRow, items: Listed[]): Promise<void> {
  const different = await findDifferent(connection, items);
  if (different.length === 0) return;
  const { provider } = providerOf(connection);
  const waiting = await waitingIds(connection.id);
  for (const { item, begins, isFirst } of different) {
    const id = `${askedPrefix}${item.id}`;
    if (waiting.has(id)) continue;
    const complete = await item.complete(begins);
    // It began at some time before the list was read; a dispute lost since then still counts.
    const event = isFirst ? { ...complete, [beganKey]: item.createdAt.toISOString() } : complete;
    if (factIn(provider, event) !== null) await store(connection, `${id}_${event.timestamp}`, event);
  }
}

/** `isFirst`: nothing was known of it before. */
type Different = { item: Listed; begins: Beginning | null; isFirst: boolean };

async function findDifferent(connection: ConnectionRow, items: Listed[]): Promise<Different[]> {
  if (items.length === 0) return [];
  const { provider } = providerOf(connection);
  const facts = await knownFacts(connection.id, items);
  return items.flatMap((item) => {
    const seen = factIn(provider, item.event);
    // What cannot be read goes on to the inbox, where it is set aside with words and stops nothing else.
    if (seen === "unreadable") return [{ item, begins: null, isFirst: false }];
    const known = seen ? facts.get(`${seen.kind} ${item.id}`) : undefined;
    if (!seen || !isNews(seen, known) || (!known && isFromBefore(connection, item))) return [];
    return [{ item, begins: beginning(seen, known), isFirst: !known }];
  });
}

/** By kind and id. */
async function knownFacts(connectionId: string, items: Listed[]): Promise<Map<string, PurchaseEvent>> {
  const rows = await db()
    .select({ kind: purchaseFacts.kind, id: purchaseFacts.externalId, body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(
      and(
        eq(purchaseFacts.connectionId, connectionId),
        inArray(
          purchaseFacts.externalId,
          items.map(({ id }) => id),
        ),
      ),
    );
  return new Map(rows.map(({ kind, id, body }) => [`${kind} ${id}`, readFact(body)]));
}

/** Null: it says nothing for us. */
function factIn(provider: Provider, event: ProviderEvent): PurchaseEvent | "unreadable" | null {
  try {
    const read = provider.read(event);
    if ("unreadable" in read) return "unreadable";
    return "facts" in read ? (read.facts[0] ?? null) : null;
  } catch (error) {
    if (error instanceof ZodError) return "unreadable";
    throw error;
  }
}

/** An event that is newer than the provider's list has been heard already, and knows better. */
function isNews(seen: PurchaseEvent, known: PurchaseEvent | undefined): boolean {
  return !known || (differs(seen, known) && isNewer(seen, known));
}

function differs(seen: PurchaseEvent, known: PurchaseEvent): boolean {
  if (seen.kind === "payment" && known.kind === "payment") return seen.status !== known.status;
  if (seen.kind === "dispute" && known.kind === "dispute") return seen.outcome !== known.outcome;
  if (seen.kind !== "subscription" || known.kind !== "subscription") return false;
  return (
    seen.status !== known.status ||
    linesText(seen) !== linesText(known) ||
    (seen.collectionPaused === null) !== (known.collectionPaused === null) ||
    momentOf(seen.cancelAt) !== momentOf(known.cancelAt)
  );
}

const momentOf = (time: string | null) => (time ? Date.parse(time) : null);

/** Sold before the merchant connected: its customers expect no email from us. */
function isFromBefore(connection: ConnectionRow, item: Listed): boolean {
  // Providers may round to whole seconds.
  return item.createdAt.getTime() + 1000 <= connection.createdAt.getTime();
}

/** A new date of the end alone gives nothing again: it must not undo a dispute that was lost. */
function beginning(seen: PurchaseEvent, known: PurchaseEvent | undefined): Beginning | null {
  if (seen.kind !== "subscription" || seen.status !== "active") return null;
  if (known?.kind !== "subscription" || known.status !== "active") return "access";
  return linesText(known) !== linesText(seen) ? "plan" : null;
}

/** What was stored and is not applied yet. What was set aside is stored once a day, in case the reason is gone. */
async function waitingIds(connectionId: string): Promise<Set<string>> {
  const rows = await db()
    .select({ externalId: inboxEvents.externalId })
    .from(inboxEvents)
    .where(
      and(
        eq(inboxEvents.connectionId, connectionId),
        isNull(inboxEvents.processedAt),
        sql`${inboxEvents.receivedAt} > now() - interval '1 day'`,
        sql`starts_with(${inboxEvents.externalId}, ${askedPrefix})`,
      ),
    );
  return new Set(rows.map(({ externalId }) => externalId.slice(0, externalId.lastIndexOf("_"))));
}

async function store(connection: ConnectionRow, id: string, event: ProviderEvent): Promise<void> {
  const text = JSON.stringify(event);
  const bodyHash = createHash("sha256").update(text).digest("hex");
  await storeEvent(connection, { id, type: event.type, text, bodyHash, sent: false });
}
