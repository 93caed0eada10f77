import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type Buyer, customers } from "@/db/schema";
import { canonicalOrAsGiven } from "@/lib/email-address";
import { moveWaitingLinks } from "@/lib/grants/claim-link";
import { newId } from "@/lib/ids";
import { cleanLine } from "@/lib/text";
import { type CustomerRow, hasEmail } from "./customers";
import { mergeDetails, type StoredDetails } from "./merge-details";

type Connection = { id: string; businessId: string };
type Details = { email: string; name: string };
type Found = { customer: CustomerRow; order: number };

/**
 * Finds or creates the customer of a provider's buyer: by the provider's id, else by address among customers without
 * a provider, else a new one. `asOf` is the provider's time of the fact that names the buyer; a fact older than the
 * last one changes neither address nor name.
 */
export async function saveBuyer(
  tx: Tx,
  connection: Connection,
  buyer: Buyer,
  asOf: string,
): Promise<CustomerRow> {
  const reported = { email: canonicalOrAsGiven(buyer.email), name: cleanLine(buyer.name, 200) };
  const byId = and(eq(customers.connectionId, connection.id), eq(customers.externalId, buyer.externalId));
  const found =
    (await findForUpdate(tx, asOf, byId)) ??
    (await adoptByEmail(tx, connection, buyer, reported, asOf)) ??
    (await insertBuyer(tx, connection, buyer, reported, asOf)) ??
    // Another transaction has inserted them since.
    (await findForUpdate(tx, asOf, byId));
  if (!found) throw new Error(`Buyer ${buyer.externalId} is neither known nor new`);
  return keepNewest(tx, found, reported, asOf);
}

async function findForUpdate(tx: Tx, asOf: string, which: SQL | undefined): Promise<Found | undefined> {
  const [found] = await tx
    .select({
      customer: customers,
      // Compared in the database, because a JavaScript Date loses the microseconds.
      order: sql<number>`coalesce(sign(extract(epoch from ${asOf}::timestamptz - ${customers.providerReportedAt})), 1)::int`,
    })
    .from(customers)
    .where(which)
    .orderBy(customers.createdAt)
    .limit(1)
    .for("update");
  return found;
}

async function adoptByEmail(
  tx: Tx,
  { id: connectionId, businessId }: Connection,
  { externalId }: Buyer,
  { email }: Details,
  asOf: string,
): Promise<Found | undefined> {
  if (email === "") return undefined;
  const unclaimed = and(
    eq(customers.businessId, businessId),
    isNull(customers.connectionId),
    hasEmail(email),
    // Another transaction may have inserted the buyer since.
    sql`not exists (select from customers known where known.connection_id = ${connectionId} and known.external_id = ${externalId})`,
  );
  const found = await findForUpdate(tx, asOf, unclaimed);
  if (found)
    await tx.update(customers).set({ connectionId, externalId }).where(eq(customers.id, found.customer.id));
  return found;
}

async function insertBuyer(
  tx: Tx,
  { id: connectionId, businessId }: Connection,
  { externalId, phoneNumber }: Buyer,
  reported: Details,
  asOf: string,
): Promise<Found | undefined> {
  const [customer] = await tx
    .insert(customers)
    .values({
      ...reported,
      id: newId("customer"),
      businessId,
      connectionId,
      externalId,
      phoneNumber: phoneNumber && cleanLine(phoneNumber, 40),
      ...(reported.email !== "" && {
        providerEmail: reported.email,
        providerName: reported.name,
        providerReportedAt: sql`${asOf}::timestamptz`,
      }),
    })
    .onConflictDoNothing({ target: [customers.connectionId, customers.externalId] })
    .returning();
  return customer && { customer, order: 0 };
}

async function keepNewest(
  tx: Tx,
  { customer, order }: Found,
  reported: Details,
  asOf: string,
): Promise<CustomerRow> {
  const merged = mergeDetails(canonicalized(customer), reported, order);
  if (!merged) return customer;
  const [after] = await tx
    .update(customers)
    .set({ ...merged, providerReportedAt: sql`${asOf}::timestamptz` })
    .where(eq(customers.id, customer.id))
    .returning();
  if (!after) throw new Error("update returned nothing");
  const moved = after.email !== canonicalOrAsGiven(customer.email);
  if (moved) await moveWaitingLinks(tx, after.businessId, after.id);
  return after;
}

/** Older versions stored international domains in their own script. */
function canonicalized({ name, email, providerEmail, providerName }: CustomerRow): StoredDetails {
  return {
    name,
    email: canonicalOrAsGiven(email),
    providerEmail: providerEmail && canonicalOrAsGiven(providerEmail),
    providerName,
  };
}
