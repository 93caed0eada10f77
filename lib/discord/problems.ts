import type { FailureCode } from "@/db/schema";
import { RetryLater } from "@/lib/errors";
import { cleanLine } from "@/lib/text";

/**
 * The result of one call. `ambiguous` on a failure (timeout, 5xx, reset) means that Discord may have done it anyway:
 * read again once the request can no longer take effect.
 */
export type Reply<T> =
  | { kind: "ok"; status: number; body: T }
  | { kind: "refused"; status: number; code: number; message: string }
  | Later;

/** `waiting`: nothing was sent because the rate budget was used up. That is not a failure. */
export type Later = { kind: "later"; seconds: number; ambiguous: boolean; reason: string; waiting?: boolean };

export function retryLater(later: Omit<Later, "kind">): RetryLater {
  return new RetryLater(later.seconds, later.reason, !later.waiting);
}

/** Discord refused the bot's token. An operator must act. */
export class CredentialsRefused extends RetryLater {
  constructor() {
    // All calls are blocked anyway. Growing pauses would only delay people once the token is valid again.
    super(60, "Discord refuses the bot's token", false);
  }
}

export type Refused = Extract<Reply<never>, { kind: "refused" }>;

/** What to do about a refusal: retry later, wait for a person, check the guild, or show what Discord says. */
export type Problem =
  | { kind: "retry"; seconds: number; reason: string }
  | { kind: "human"; code: FailureCode }
  | { kind: "check_guild"; reason: string }
  | { kind: "unknown" };

export const discordCode = {
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownRole: 10011,
  unknownUser: 10013,
  ageRestricted: 20024,
  serverLimit: 30001,
  serverFull: 30019,
  unverifiedAction: 40002,
  featureOff: 40006,
  banned: 40007,
  missingAccess: 50001,
  missingPermissions: 50013,
  cloudflareBlock: 40333,
  badUserToken: 50025,
  missingScope: 50026,
  accountUnverified: 50178,
  mfaRequired: 60003,
  notAvailableYet: 110001,
  overloaded: 130000,
  joiningLimited: 340015,
} as const;

/**
 * Classifies a refused call about one member, by code, never by message. 10004, 10011, 50001 and 50013 don't say what
 * is wrong with the guild, and are sometimes wrong themselves, so a guild check has to find out. 10008 is the answer
 * of Discord's abuse guard, whatever its message says.
 */
export function classifyRefusal({ status, code }: Refused): Problem {
  switch (code) {
    case discordCode.badUserToken:
    case discordCode.missingScope:
      return { kind: "human", code: "discord_reconnect_required" };
    case discordCode.banned:
      return { kind: "human", code: "discord_member_banned" };
    case discordCode.serverLimit:
      return { kind: "human", code: "discord_server_limit" };
    case discordCode.accountUnverified:
    case discordCode.unverifiedAction:
      return { kind: "human", code: "discord_account_unverified" };
    case discordCode.serverFull:
      return { kind: "human", code: "discord_server_full" };
    case discordCode.mfaRequired:
      return { kind: "human", code: "discord_mfa_required" };
    case discordCode.unknownUser:
      return { kind: "human", code: "discord_reconnect_required" };
    case discordCode.ageRestricted:
      return { kind: "human", code: "discord_age_restricted" };
    case discordCode.joiningLimited:
      return { kind: "human", code: "discord_join_limited" };
    case discordCode.unknownMessage:
      return { kind: "retry", seconds: 900, reason: "Discord's abuse guard answered" };
    case discordCode.featureOff:
      return { kind: "retry", seconds: 900, reason: "Discord has temporarily disabled this" };
    case discordCode.notAvailableYet:
    case discordCode.overloaded:
      return { kind: "retry", seconds: 60, reason: "Discord is overloaded" };
    case discordCode.cloudflareBlock:
      return { kind: "retry", seconds: 60, reason: "Cloudflare answered" };
    case discordCode.unknownGuild:
    case discordCode.unknownRole:
    case discordCode.missingAccess:
    case discordCode.missingPermissions:
      return { kind: "check_guild", reason: `Discord answered ${code}` };
  }
  if (status === 401) return { kind: "human", code: "discord_credentials_invalid" };
  if (status === 409) return { kind: "retry", seconds: 5, reason: "conflict" };
  return { kind: "unknown" };
}

/** Discord's own words, fit to be shown. */
export function sentenceOfDiscord({ message, status, code }: Refused): string {
  return cleanLine(message, 200) || `error ${code || status}`;
}
