import type { Tx } from "@/db/client";
import { discordAvatar } from "@/lib/discord/images";
import type { Membership } from "@/lib/membership";
import { type EventView, eventView } from "./event-view";
import { grantActivity } from "./find-grants";

export type ActivityItem = EventView & {
  grantId: string;
  who: string;
  image: string | null;
  entitlement: string;
};

/** The newest events of all grants, or of one entitlement's grants. */
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
