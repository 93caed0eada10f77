import { discordAvatar } from "@/components/ui/avatar";
import type { Membership } from "@/lib/auth";
import { grantActivity } from "@/lib/grants/find-grants";
import type { ActivityItem } from "./activity";
import { eventView } from "./event-view";

type Tx = Parameters<typeof grantActivity>[0];

/** The newest lines of all grants, or of one entitlement's. */
export async function readActivity(
  tx: Tx,
  { business }: Membership,
  options: { entitlementId?: string; limit: number },
): Promise<ActivityItem[]> {
  const lines = await grantActivity(tx, business.id, options);
  return lines.map(({ event, customer, entitlement, account }) => ({
    ...eventView(event),
    grantId: event.grantId,
    who: customer.name || customer.email,
    image: account ? discordAvatar(account.discordUserId, account.avatar) : null,
    entitlement: entitlement.name,
  }));
}
