import { readActivity } from "@/components/grants/read-activity";
import { countAttention } from "@/lib/attention";
import type { Membership } from "@/lib/auth";
import { listEntitlements } from "@/lib/entitlements/find-entitlements";
import { listGuilds } from "@/lib/guilds/guilds";
import { readOverview } from "@/lib/overview";
import { entitlementsOfProducts, listProducts } from "@/lib/products";

type Tx = Parameters<typeof readOverview>[0];

export async function readOverviewScreen(tx: Tx, member: Membership) {
  const { business } = member;
  const servers = await listGuilds(tx, business.id);
  const entitlements = await listEntitlements(tx, business.id, { limit: 500 });
  const products = await listProducts(tx, business.id, { limit: 100 });
  const given = await entitlementsOfProducts(
    tx,
    products.map(({ id }) => id),
  );
  return {
    figures: await readOverview(tx, business.id),
    attention: await countAttention(tx, business.id),
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
    steps: {
      server: servers.length > 0,
      entitlement: entitlements.length > 0,
      product: given.length > 0,
    },
    activity: await readActivity(tx, member, { limit: 12 }),
  };
}

export type OverviewData = Awaited<ReturnType<typeof readOverviewScreen>>;
