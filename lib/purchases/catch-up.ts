import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import type { Provider, ProviderList } from "@/lib/payments/provider";
import { BeyondLimits, type ProviderApi } from "@/lib/payments/provider-api";
import { neverEnds, repeats } from "@/lib/payments/read-list";
import { wakeWorkersSoon } from "@/lib/work/wake";
import { storeMissedEvents } from "./store-missed-events";

const everyMinutes = 15;
const hour = 60 * 60_000;
/** Clocks differ, and what is made last may not be listed at once. */
const overlap = hour;
/** Once a day: every subscription and dispute, and payments and refunds that took days to succeed. */
const sweepEvery = 24 * hour;
const sweepOverlap = 14 * 24 * hour;

/**
 * The job's verb: a provider sends an event for a day or so and then gives up, so we also ask what there is. One
 * page of one list a step, and the place is kept, so a killed cycle goes on. Whatever is news goes through the inbox
 * like an event that was sent.
 */
export async function catchUp(connectionId: string): Promise<void> {
  const connection = await takeUp(connectionId);
  if (!connection?.catchUpList) return neverAgain(connectionId);
  const { provider, access } = providerOf(connection);
  const { catchUpList: list, catchUpCursor: cursor } = connection;
  try {
    const { items, next } = await provider.listPage(access, {
      list,
      cursor,
      since: sinceWhen(connection, list),
    });
    await storeMissedEvents(connection, items);
    await goOn(connection, provider, list, next);
  } catch (error) {
    await putOff(connectionId, error);
  } finally {
    wakeWorkersSoon("inbox_events");
  }
}

/** Goes on where the cycle is, or begins one. */
async function takeUp(connectionId: string): Promise<ConnectionRow | null> {
  const [connection] = await db()
    .select()
    .from(paymentConnections)
    .where(and(eq(paymentConnections.id, connectionId), isNull(paymentConnections.disconnectedAt)));
  if (!connection || connection.catchUpList) return connection ?? null;
  const [first = null] = providerOf(connection).provider.lists;
  const [begun] = await db()
    .update(paymentConnections)
    .set({ ...beginning, catchUpStartedAt: sql`now()`, catchUpList: first })
    .where(eq(paymentConnections.id, connectionId))
    .returning();
  return begun ?? null;
}

const beginning = { catchUpCursor: null, catchUpPage: 0, catchUpMark: null };

async function neverAgain(connectionId: string): Promise<void> {
  await db()
    .update(paymentConnections)
    .set({ catchUpDueAt: null })
    .where(eq(paymentConnections.id, connectionId));
}

/** Lists whose items change for months after they were made. */
const changesForLong: ProviderList[] = ["subscriptions", "disputes"];

/** Null: all there is. What was sold before the merchant connected is not asked for. */
function sinceWhen(connection: ConnectionRow, list: ProviderList): Date | null {
  const sweep = isSweep(connection);
  if (sweep && changesForLong.includes(list)) return null;
  const { createdAt, caughtUpAt } = connection;
  const back = caughtUpAt ? caughtUpAt.getTime() - (sweep ? sweepOverlap : overlap) : 0;
  return new Date(Math.max(createdAt.getTime(), back));
}

/** The same in every step of a cycle, also of one that was interrupted for hours. */
function isSweep({ catchUpStartedAt, sweptAt }: ConnectionRow): boolean {
  return !sweptAt || !catchUpStartedAt || catchUpStartedAt.getTime() - sweptAt.getTime() >= sweepEvery;
}

async function goOn(
  connection: ConnectionRow,
  { api, lists }: Provider,
  list: ProviderList,
  next: string | null,
): Promise<void> {
  const following = next === null ? lists[lists.indexOf(list) + 1] : list;
  const place = following
    ? {
        ...(next === null ? beginning : placeBehind(connection, api, list, next)),
        catchUpList: following,
        catchUpDueAt: sql`now()`,
      }
    : {
        ...beginning,
        catchUpList: null,
        catchUpDueAt: inMinutes(everyMinutes),
        caughtUpAt: connection.catchUpStartedAt,
        ...(isSweep(connection) && { sweptAt: connection.catchUpStartedAt }),
      };
  await db()
    .update(paymentConnections)
    .set({ ...place, catchUpAttempts: 0, catchUpError: null })
    .where(eq(paymentConnections.id, connection.id));
}

/** More than any list that ends: a million items. */
const mostPages = 10_000;

/**
 * The next place in a list. Throws `BeyondLimits` for a list that repeats itself or does not end. The mark moves on at
 * each power of two, so it falls into any circle and is met again (Brent's algorithm).
 */
function placeBehind(connection: ConnectionRow, api: ProviderApi, list: string, next: string) {
  const { catchUpCursor, catchUpMark, catchUpPage } = connection;
  const pages = catchUpPage + 1;
  if (next === catchUpCursor || next === catchUpMark) throw repeats(api, list, next);
  if (pages >= mostPages) throw neverEnds(api, list, pages);
  const marks = (pages & (pages - 1)) === 0;
  return { catchUpCursor: next, catchUpPage: pages, catchUpMark: marks ? next : catchUpMark };
}

/** Away: soon again. Refused: a person must act, so it is only tried at the usual pace. */
async function putOff(connectionId: string, error: unknown): Promise<void> {
  if (!(error instanceof RetryLater || error instanceof GatehouseError)) throw error;
  await db()
    .update(paymentConnections)
    .set({
      catchUpError: error.message,
      ...(error instanceof BeyondLimits && { ...beginning, catchUpList: null }),
      ...(error instanceof GatehouseError && { catchUpDueAt: inMinutes(everyMinutes) }),
    })
    .where(eq(paymentConnections.id, connectionId));
  if (error instanceof RetryLater) throw error;
}

const inMinutes = (minutes: number) => sql`now() + make_interval(mins => ${minutes})`;
