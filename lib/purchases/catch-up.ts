import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { GatehouseError, RetryLater } from "@/lib/errors";
import { type ConnectionRow, providerOf } from "@/lib/payments/connections";
import type { ProviderList } from "@/lib/payments/provider";
import { wakeWorkersSoon } from "@/lib/work/wake";
import { tellNews } from "./store-missed-events";

const everyMinutes = 15;
const hour = 60 * 60_000;
/** Clocks differ, and what is made last may not be listed at once. */
const overlap = hour;
/** Once a day: every subscription, and payments and refunds that took days to succeed. */
const sweepEvery = 24 * hour;
const sweepOverlap = 14 * 24 * hour;

/**
 * The job's verb: a provider sends an event for a day or so and then gives up, so we also ask what there is. One
 * page of one list a step, and the place is kept, so a killed cycle goes on. Whatever is news goes through the inbox
 * like an event that was sent.
 */
export async function catchUp(connectionId: string): Promise<void> {
  const connection = await takeUp(connectionId);
  if (!connection) return neverAgain(connectionId);
  const { provider, access } = providerOf(connection);
  if (!provider.listPage) return neverAgain(connectionId);
  const list = connection.catchUpList ?? "payments";
  try {
    const wanted = { list, page: connection.catchUpPage, since: sinceWhen(connection, list) };
    const { items, isLast } = await provider.listPage(access, wanted);
    await tellNews(connection, list, items);
    await goOn(connection, list, isLast);
  } catch (error) {
    await putOff(connectionId, error);
  } finally {
    wakeWorkersSoon("inbox_events");
  }
}

/** Goes on where the cycle is, or begins one. */
async function takeUp(connectionId: string): Promise<ConnectionRow | null> {
  const [connection] = await db()
    .update(paymentConnections)
    .set({
      catchUpStartedAt: sql`case when ${paymentConnections.catchUpList} is null then now() else ${paymentConnections.catchUpStartedAt} end`,
      catchUpList: sql`coalesce(${paymentConnections.catchUpList}, 'payments')`,
    })
    .where(and(eq(paymentConnections.id, connectionId), isNull(paymentConnections.disconnectedAt)))
    .returning();
  return connection ?? null;
}

async function neverAgain(connectionId: string): Promise<void> {
  await db()
    .update(paymentConnections)
    .set({ catchUpDueAt: null })
    .where(eq(paymentConnections.id, connectionId));
}

/** Null: all there is. What was sold before the merchant connected is not asked for. */
function sinceWhen(connection: ConnectionRow, list: ProviderList): Date | null {
  const sweep = isSweep(connection);
  if (sweep && list === "subscriptions") return null;
  const { createdAt, caughtUpAt } = connection;
  const back = caughtUpAt ? caughtUpAt.getTime() - (sweep ? sweepOverlap : overlap) : 0;
  return new Date(Math.max(createdAt.getTime(), back));
}

/** The same in every step of a cycle, also of one that was interrupted for hours. */
function isSweep({ catchUpStartedAt, sweptAt }: ConnectionRow): boolean {
  return !sweptAt || !catchUpStartedAt || catchUpStartedAt.getTime() - sweptAt.getTime() >= sweepEvery;
}

const listAfter: Record<ProviderList, ProviderList | null> = {
  payments: "refunds",
  refunds: "subscriptions",
  subscriptions: null,
};

async function goOn(connection: ConnectionRow, list: ProviderList, isLast: boolean): Promise<void> {
  const next = isLast ? listAfter[list] : list;
  const place = next
    ? { catchUpList: next, catchUpPage: isLast ? 0 : connection.catchUpPage + 1, catchUpDueAt: sql`now()` }
    : {
        catchUpList: null,
        catchUpPage: 0,
        catchUpDueAt: inMinutes(everyMinutes),
        caughtUpAt: connection.catchUpStartedAt,
        ...(isSweep(connection) && { sweptAt: connection.catchUpStartedAt }),
      };
  await db()
    .update(paymentConnections)
    .set({ ...place, catchUpAttempts: 0, catchUpError: null })
    .where(eq(paymentConnections.id, connection.id));
}

/** Away: soon again. Refused: a person must act, so it is only tried at the usual pace. */
async function putOff(connectionId: string, error: unknown): Promise<void> {
  if (!(error instanceof RetryLater || error instanceof GatehouseError)) throw error;
  await db()
    .update(paymentConnections)
    .set({
      catchUpError: error.message,
      ...(error instanceof GatehouseError && { catchUpDueAt: inMinutes(everyMinutes) }),
    })
    .where(eq(paymentConnections.id, connectionId));
  if (error instanceof RetryLater) throw error;
}

const inMinutes = (minutes: number) => sql`now() + make_interval(mins => ${minutes})`;
