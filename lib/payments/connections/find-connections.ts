import { and, desc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { paymentConnections } from "@/db/schema";
import { notFound } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";

/** `isReading`: a worker is reading the products, or will as soon as one is free. */
export async function listConnections(
  tx: Tx,
  businessId: string,
): Promise<(ConnectionRow & { isReading: boolean })[]> {
  const isReading = sql<boolean>`coalesce(${paymentConnections.dueAt} <= clock_timestamp(), false)`;
  return tx
    .select({ ...getTableColumns(paymentConnections), isReading })
    .from(paymentConnections)
    .where(and(eq(paymentConnections.businessId, businessId), isNull(paymentConnections.disconnectedAt)))
    .orderBy(desc(paymentConnections.createdAt));
}

/** The connection, if it is connected now. */
export async function findConnected(tx: Tx, businessId: string, id: string): Promise<ConnectionRow> {
  const connection = await findConnection(tx, businessId, id);
  if (connection.disconnectedAt) throw notFound("Payment provider");
  return connection;
}

export async function findConnection(tx: Tx, businessId: string, id: string): Promise<ConnectionRow> {
  const [row] = await tx
    .select()
    .from(paymentConnections)
    .where(and(eq(paymentConnections.businessId, businessId), eq(paymentConnections.id, id)));
  if (!row) throw notFound("Payment provider");
  return row;
}
