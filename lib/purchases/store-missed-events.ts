import { createHash } from "node:crypto";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { ZodError } from "zod";
import { db } from "@/db/client";
import type { PurchaseEvent } from "@/db/schema";
import { inboxEvents, purchaseFacts } from "@/db/schema";
import { type ConnectionRow, providerOf } from "@/lib/payments/connections";
import type { Listed, Provider, ProviderEvent, ProviderList } from "@/lib/payments/provider";
import { isNewer } from "./is-newer";
import { askedPrefix, storeEvent } from "./store-event";

/**
 * Puts into the inbox what the provider's list says and we do not know. Each is stored as it is found: a step that
 * breaks off finds it waiting the next time, and goes on behind it.
 */
export async function tellNews(
  connection: ConnectionRow,
  list: ProviderList,
  items: Listed[],
): Promise<void> {
  const different = await findDifferent(connection, list, items);
  if (different.length === 0) return;
  const { provider } = providerOf(connection);
  const waiting = await waitingIds(connection.id);
  for (const { item, gives } of different) {
    const id = `${askedPrefix}${item.id}`;
    if (waiting.has(id)) continue;
    const event = await item.news(gives);
    if (factIn(provider, event) !== null) await tell(connection, `${id}_${event.timestamp}`, event);
  }
}

type Different = { item: Listed; gives: boolean };

async function findDifferent(
  connection: ConnectionRow,
  list: ProviderList,
  items: Listed[],
): Promise<Different[]> {
  const { provider } = providerOf(connection);
  const facts = await knownFacts(connection.id, list, items);
  return items.flatMap((item) => {
    const seen = factIn(provider, item.event);
    // What cannot be read goes on to the inbox, where it is set aside with words and stops nothing else.
    if (seen === "unreadable") return [{ item, gives: false }];
    const known = facts.get(item.id);
    if (!seen || !isNews(seen, known) || (!known && isFromBefore(connection, item))) return [];
    return [{ item, gives: beginsToGive(seen, known) }];
  });
}

const kindOf = { payments: "payment", refunds: "refund", subscriptions: "subscription" } as const;

async function knownFacts(
  connectionId: string,
  list: ProviderList,
  items: Listed[],
): Promise<Map<string, PurchaseEvent>> {
  const rows = await db()
    .select({ id: purchaseFacts.externalId, body: purchaseFacts.body })
    .from(purchaseFacts)
    .where(
      and(
        eq(purchaseFacts.connectionId, connectionId),
        eq(purchaseFacts.kind, kindOf[list]),
        inArray(
          purchaseFacts.externalId,
          items.map(({ id }) => id),
        ),
      ),
    );
  return new Map(rows.map(({ id, body }) => [id, body]));
}

/** Null: it says nothing for us. */
function factIn(provider: Provider, event: ProviderEvent): PurchaseEvent | "unreadable" | null {
  try {
    const read = provider.read(event);
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
  if (seen.kind !== "subscription" || known.kind !== "subscription") return false;
  return (
    seen.status !== known.status ||
    seen.productId !== known.productId ||
    momentOf(seen.cancelAt) !== momentOf(known.cancelAt)
  );
}

const momentOf = (time: string | null) => (time ? Date.parse(time) : null);

/** Sold before the merchant connected: nobody ever meant to tell us, and its customers expect no mail of ours. */
function isFromBefore(connection: ConnectionRow, item: Listed): boolean {
  return item.createdAt < connection.createdAt;
}

/** A new date of the end alone gives nothing again: it must not undo a dispute that was lost. */
function beginsToGive(seen: PurchaseEvent, known: PurchaseEvent | undefined): boolean {
  if (seen.kind !== "subscription" || seen.status !== "active") return false;
  if (known?.kind !== "subscription") return true;
  return known.status !== "active" || known.productId !== seen.productId;
}

/** What was told and is not applied yet. What was set aside is told once a day, should the reason be gone. */
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

async function tell(connection: ConnectionRow, id: string, event: ProviderEvent): Promise<void> {
  const text = JSON.stringify(event);
  const bodyHash = createHash("sha256").update(text).digest("hex");
  await storeEvent(connection, { id, type: event.type, text, bodyHash, sent: false });
}
