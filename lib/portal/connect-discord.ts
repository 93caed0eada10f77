import { inTransaction } from "@/db/client";
import { startPortalConnection } from "@/lib/connect/connect-account";
import { tooMany } from "@/lib/doors";
import { countWithin } from "@/lib/rate-counter";
import { ownCustomer, requirePortalSession } from "./session";

const startsPerMinute = 20;

/**
 * The URL where a signed-in customer connects a Discord account, or switches to another. `browser` is the value of the
 * browser's cookie.
 */
export async function connectFromPortal(
  sessionToken: string | null,
  customerId: string,
  browser: string,
): Promise<string> {
  const customer = await inTransaction(async (tx) => {
    const session = await requirePortalSession(tx, sessionToken);
    if (!(await countWithin(tx, `portal-connect:${session.id}`, startsPerMinute, 60))) throw tooMany(60);
    const own = await ownCustomer(tx, session, customerId);
    return { id: own.id, businessId: own.businessId };
  });
  return startPortalConnection(customer, browser);
}
