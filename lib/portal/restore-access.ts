import { and, eq, inArray } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { grants } from "@/db/schema";
import { asCustomer } from "@/lib/audit";
import { requestRestore } from "@/lib/connect/link-customer";
import { tooMany } from "@/lib/doors";
import { invalid, notFound } from "@/lib/errors";
import { findGrant, type GrantRow } from "@/lib/grants/find-grants";
import { retryGrant } from "@/lib/grants/open-grants";
import { countWithin } from "@/lib/rate-counter";
import { type Customer, customersOf, requirePortalSession } from "./session";

const triesPerMinute = 5;

/** "Try again": retries a failed grant of this customer now. */
export async function retryMyAccess(sessionToken: string | null, grantId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const { grant, customer } = await myGrant(tx, sessionToken, grantId);
    await retryGrant(tx, grant.businessId, grant.id, asCustomer(customer));
  });
}

/**
 * "Restore my access": the customer left the server and wants to be added again. Records the request on the access;
 * the sync does the rest.
 */
export async function restoreMyAccess(sessionToken: string | null, grantId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const { grant, customer } = await myGrant(tx, sessionToken, grantId);
    if (hasEnded(grant)) throw invalid("This access has ended");
    const requested = await requestRestore(tx, customer);
    if (!requested) throw invalid("Connect your Discord account first");
  });
}

/** A grant of one of the session's customers; throws `not_found`. Limited to a few attempts per minute. */
async function myGrant(
  tx: Tx,
  sessionToken: string | null,
  grantId: string,
): Promise<{ grant: GrantRow; customer: Customer }> {
  const session = await requirePortalSession(tx, sessionToken);
  if (!(await countWithin(tx, `portal-try:${session.id}`, triesPerMinute, 60))) throw tooMany(60);
  const people = await customersOf(tx, session);
  const [own] = await tx
    .select({ customerId: grants.customerId })
    .from(grants)
    .where(
      and(
        eq(grants.id, grantId),
        inArray(
          grants.customerId,
          people.map(({ id }) => id),
        ),
      ),
    );
  const customer = people.find(({ id }) => id === own?.customerId);
  if (!customer) throw notFound("Grant");
  return { grant: await findGrant(tx, customer.businessId, grantId), customer };
}
