import type { Tx } from "@/db/client";
import { countAffected } from "@/lib/attention/list-causes";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { readActivity } from "@/lib/grants/read-activity";
import { listGuilds } from "@/lib/guilds/guilds";
import type { Membership } from "@/lib/membership";
import { readFirstSteps } from "./first-steps";
import { type Period, readFigures } from "./read-figures";

export async function readOverview(tx: Tx, member: Membership, period: Period) {
  const { business } = member;
  const servers = await listGuilds(tx, business.id);
  const entitlements = await listEntitlements(tx, business.id, { limit: 500 });
  return {
    figures: await readFigures(tx, business.id, period),
    attention: await countAffected(tx, business.id),
    servers: servers.map(({ id, name, icon, problem, parkedAt, checkedAt }) => ({
      id,
      name,
      icon,
      ok:
        problem === null &&
        parkedAt === null &&
        !entitlements.some((each) => each.guildId === id && each.problem !== null),
      checkedAt: checkedAt?.toISOString() ?? null,
    })),
    steps: await readFirstSteps(tx, member),
    activity: await readActivity(tx, member, { limit: 12 }),
  };
}

export type OverviewData = Awaited<ReturnType<typeof readOverview>>;
