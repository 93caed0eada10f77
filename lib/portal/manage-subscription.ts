import { and, eq, isNull } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { customers, paymentConnections, purchases } from "@/db/schema";
import { tooMany } from "@/lib/doors";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { countWithin } from "@/lib/rate-counter";
import { ownCustomer, requirePortalSession } from "./session";

const opensPerMinute = 10;

/**
 * The address of the payment provider's own page, where a signed-in customer changes or cancels this purchase. It works
 * for a short time and for this customer alone, so it is made on the press. Throws what the provider's refusal means.
 */
export async function manageSubscription(sessionToken: string | null, purchaseId: string): Promise<string> {
  const { connection, buyerId } = await inTransaction(async (tx) => {
    const session = await requirePortalSession(tx, sessionToken);
    if (!(await countWithin(tx, `portal-manage:${session.id}`, opensPerMinute, 60))) throw tooMany(60);
    const [found] = await tx
      .select({ connection: paymentConnections, customerId: customers.id, buyerId: customers.externalId })
      .from(purchases)
      .innerJoin(customers, eq(customers.id, purchases.customerId))
      .innerJoin(paymentConnections, eq(paymentConnections.id, purchases.connectionId))
      .where(
        and(
          eq(purchases.id, purchaseId),
          eq(customers.connectionId, paymentConnections.id),
          isNull(paymentConnections.disconnectedAt),
        ),
      );
    if (!found) throw notFound("Purchase");
    await ownCustomer(tx, session, found.customerId);
    return found;
  });
  const { provider, access } = providerOf(connection);
  if (!provider.openPortal || !buyerId) throw notFound("Purchase");
  return provider.openPortal(access, buyerId, `${env().APP_URL}/portal`);
}
