import type { Tx } from "@/db/client";
import { discordAvatar } from "@/lib/discord/images";
import type { Membership } from "@/lib/membership";
import { type EventView, eventView } from "./event-view";
import { grantActivity } from "./find-grants";

type ActivityLine = EventView & { grantId: string; entitlement: string };

/** What happened to one sale, told by its newest line that matters. */
export type ActivityItem = ActivityLine & {
  who: string;
  image: string | null;
  /** All lines of the sale among the newest, newest first. */
  lines: ActivityLine[];
};

/** A sale of one entitlement leaves about eight lines. */
const linesPerSale = 8;

/** The newest sales that something happened to: of all grants, or of one entitlement's grants. */
export async function readActivity(
  tx: Tx,
  { business, role }: Membership,
  { limit, ...options }: { entitlementId?: string; limit: number },
): Promise<ActivityItem[]> {
  const rows = await grantActivity(tx, business.id, { ...options, limit: limit * linesPerSale });
  const sales = new Map<string, { first: (typeof rows)[number]; lines: ActivityLine[] }>();
  for (const row of rows) {
    const sale = sales.get(row.purchaseId) ?? { first: row, lines: [] };
    sale.lines.push({
      ...eventView(row.event, role),
      grantId: row.event.grantId,
      entitlement: row.entitlement.name,
    });
    sales.set(row.purchaseId, sale);
  }
  return [...sales].slice(0, limit).map(([purchaseId, { first, lines }]) => ({
    ...headline(lines),
    id: purchaseId,
    who: first.customer.name || first.customer.email,
    image: first.account ? discordAvatar(first.account.discordUserId, first.account.avatar) : null,
    lines,
  }));
}

/** The newest line that changes how things stand, at the time of the newest of all. */
function headline(lines: ActivityLine[]): ActivityLine {
  const [newest] = lines;
  if (!newest) throw new Error("a sale without lines");
  return { ...(lines.find(({ loud }) => loud) ?? newest), at: newest.at };
}
