import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { guilds } from "@/db/schema";
import { targetRole } from "@/lib/discord/describe-target";
import { failureWords } from "@/lib/discord/failures";
import type { Membership } from "@/lib/membership";
import { mayAct, maySeeClaimLinks } from "@/lib/rights";
import { claimsOf } from "./claims";
import { eventView } from "./event-view";
import { findGrantWithPeople, grantHistory } from "./find-grants";
import { grantView, whoMustAct } from "./grant-view";
import { grantLink } from "./serialize-grant";

/** One grant with its history and everything that explains its state. */
export async function readGrant(tx: Tx, { business, role }: Membership, grantId: string) {
  const found = await findGrantWithPeople(tx, business.id, grantId);
  const { grant, entitlement } = found;
  const history = await grantHistory(tx, business.id, grantId);
  const server = await connectedServer(tx, business.id, entitlement.guildId);

  const claims = grant.discordUserId ? await claimsOf(tx, entitlement.guildId, grant.discordUserId) : [];
  const sameRole = claims.filter(({ live, roleId }) => live && roleId === entitlement.roleId);
  return {
    ...grantView(found),
    mayChange: mayAct(role, "admin"),
    server: server && { id: server.id, name: server.name, icon: server.icon },
    role: targetRole(server?.snapshot ?? null, entitlement.roleId),
    purchase: { ...grant.purchase, kind: purchaseWords[grant.purchase.kind] },
    expiresAt: grant.expiresAt?.toISOString() ?? null,
    url: maySeeClaimLinks(role) ? grantLink(grant) : null,
    linkSentAt: grant.linkSentAt?.toISOString() ?? null,
    linkExpiresAt: grant.linkExpiresAt?.toISOString() ?? null,
    linkLastOpenedAt: grant.linkLastOpenedAt?.toISOString() ?? null,
    linkOpens: grant.linkOpens,
    problem: grant.errorCode && {
      code: grant.errorCode,
      words: failureWords(grant.errorCode, grant.errorDetail),
      who: whoMustAct(grant.errorCode),
      since: grant.errorSince?.toISOString() ?? null,
    },
    claims: sameRole.map(({ grantId, source, entitlementName }) => ({ grantId, source, entitlementName })),
    history: history.map((event) => eventView(event, role)),
  };
}

async function connectedServer(tx: Tx, businessId: string, guildId: string) {
  const [server] = await tx
    .select({ id: guilds.id, name: guilds.name, icon: guilds.icon, snapshot: guilds.snapshot })
    .from(guilds)
    .where(and(eq(guilds.id, guildId), eq(guilds.businessId, businessId), isNull(guilds.releasedAt)));
  return server ?? null;
}

export type GrantPageData = Awaited<ReturnType<typeof readGrant>>;

const purchaseWords = {
  one_time: "One-time purchase",
  subscription: "Subscription",
  direct: "Given directly",
} as const;
