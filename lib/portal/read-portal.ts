import { inTransaction } from "@/db/client";
import { type MyBusiness, myAccess } from "./my-access";
import { findPortalSession, type PortalSession } from "./session";

export type Portal = { session: Pick<PortalSession, "email" | "returnUrl">; businesses: MyBusiness[] };

/** Everything the portal's page shows, or null when nobody is signed in. */
export async function readPortal(token: string | null): Promise<Portal | null> {
  return inTransaction(async (tx) => {
    const session = await findPortalSession(tx, token);
    if (!session) return null;
    const { email, returnUrl } = session;
    return { session: { email, returnUrl }, businesses: await myAccess(tx, session) };
  });
}
