import { inTransaction } from "@/db/client";
import { startPortalConnection } from "@/lib/connect/connect-account";
import { dropHeldAccount } from "@/lib/connect/held-account";
import { startClaim } from "@/lib/connect/open-claim-link";
import { tooMany } from "@/lib/doors";
import { findGrant } from "@/lib/grants/find-grants";
import { countWithin } from "@/lib/rate-counter";
import { ownCustomer, requirePortalSession } from "./session";

const startsPerMinute = 20;

/**
 * "Use another account": forgets the Discord account that waits for a confirmation, and answers where to choose another.
 * Null when nothing waits in this browser any more, or the link behind it stopped working.
 */
export async function connectAnother(
  key: string,
  browser: string,
  sessionToken: string | null,
): Promise<string | null> {
  const round = await dropHeldAccount(key, browser);
  if (!round?.businessId || !round.customerId) return null;
  if (round.purpose === "portal") return connectFromPortal(sessionToken, round.customerId, browser);
  const { businessId, grantId } = round;
  const purpose = round.purpose === "checkout" ? "checkout" : "claim";
  const opened = await inTransaction(async (tx) =>
    startClaim(tx, await findGrant(tx, businessId, grantId ?? ""), browser, purpose),
  );
  return opened.kind === "consent" ? opened.url : null;
}

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
