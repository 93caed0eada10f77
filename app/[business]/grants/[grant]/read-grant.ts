import { eventView } from "@/components/grants/event-view";
import { grantView, whoMustAct } from "@/components/grants/grant-view";
import type { Membership } from "@/lib/auth";
import { failureWords } from "@/lib/discord/failures";
import { claimsOf } from "@/lib/grants/claims";
import { findGrantWithPeople, grantHistory } from "@/lib/grants/find-grants";
import { grantLink } from "@/lib/grants/serialize-grant";
import { findGuild, snapshotRole } from "@/lib/guilds/guilds";

type Tx = Parameters<typeof findGrantWithPeople>[0];

/** One grant with its history and everything that explains it. */
export async function readGrant(tx: Tx, { business, role: rank }: Membership, grantId: string) {
  const found = await findGrantWithPeople(tx, business.id, grantId);
  const { grant, entitlement } = found;
  const history = await grantHistory(tx, business.id, grantId);
  const server = await findGuild(tx, business.id, entitlement.guildId).catch(() => null);
  const role = server && snapshotRole(server.snapshot, entitlement.roleId);
  const claims = grant.discordUserId ? await claimsOf(tx, entitlement.guildId, grant.discordUserId) : [];
  const alike = claims.filter(({ live, roleId }) => live && roleId === entitlement.roleId);
  return {
    ...grantView(found),
    mayChange: rank !== "viewer",
    server: server && { id: server.id, name: server.name, icon: server.icon },
    role: role && { name: role.name, color: role.color },
    noRole: entitlement.roleId === null,
    purchase: { ...grant.purchase, kind: purchaseWords[grant.purchase.kind] },
    expiresAt: grant.expiresAt?.toISOString() ?? null,
    url: rank === "viewer" ? null : grantLink(grant),
    linkSentAt: grant.linkSentAt?.toISOString() ?? null,
    linkExpiresAt: grant.linkExpiresAt?.toISOString() ?? null,
    linkOpenedAt: grant.linkOpenedAt?.toISOString() ?? null,
    linkOpens: grant.linkOpens,
    problem: grant.errorCode && {
      code: grant.errorCode,
      words: failureWords(grant.errorCode),
      who: whoMustAct(grant.errorCode),
      since: grant.errorSince?.toISOString() ?? null,
    },
    claims: alike.map(({ grantId, source, entitlementName }) => ({ grantId, source, entitlementName })),
    history: history.map(eventView),
  };
}

export type GrantPageData = Awaited<ReturnType<typeof readGrant>>;

const purchaseWords = {
  one_time: "One-time purchase",
  subscription: "Subscription",
  direct: "Given directly",
} as const;
