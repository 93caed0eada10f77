import type { FailureCode } from "@/db/schema";
import { RetryLater } from "@/lib/errors";

/**
 * What came of one call, as a value. `ambiguous` on a failure means that Discord may have done it all the same
 * (timeout, 5xx, reset): look again later than the request could still take effect.
 */
export type Reply<T> =
  | { kind: "ok"; status: number; body: T }
  | { kind: "refused"; status: number; code: number; message: string }
  | Later;

/** `waiting`: nothing was sent, the budget had no room; that is no sign of trouble. */
export type Later = { kind: "later"; seconds: number; ambiguous: boolean; reason: string; waiting?: boolean };

export function retryLater(later: Omit<Later, "kind">): RetryLater {
  return new RetryLater(later.seconds, later.reason, !later.waiting);
}

/** Discord refused the bot's own token: an operator must act. */
export class CredentialsRefused extends RetryLater {
  constructor() {
    // All calls are stopped anyway, so growing pauses would only delay people once the token is valid again.
    super(60, "Discord refuses the bot's token", false);
  }
}

export type Refused = Extract<Reply<never>, { kind: "refused" }>;

/** Where a refusal leads: nobody acts and it is tried later, a person acts, or we have a bug. */
export type Problem =
  | { kind: "retry"; seconds: number; reason: string }
  | { kind: "human"; code: FailureCode }
  | { kind: "check_guild"; reason: string }
  | { kind: "bug"; reason: string };

export const discordCode = {
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownRole: 10011,
  unknownUser: 10013,
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
 * Sorts a refusal of a call about one member. Codes decide, never messages. 10004, 50001 and 50013 say that
 * something is wrong with the guild but not what: a guild check finds out.
 */
export function classifyRefusal({ status, code, message }: Refused): Problem {
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
    case discordCode.unknownRole:
      return { kind: "human", code: "discord_role_deleted" };
    case discordCode.unknownUser:
      return { kind: "human", code: "discord_reconnect_required" };
    case discordCode.joiningLimited:
      return { kind: "retry", seconds: 3600, reason: "Discord limits joining for this account at present" };
    case discordCode.unknownMessage:
      return { kind: "retry", seconds: 900, reason: "Discord's abuse guard answered" };
    case discordCode.featureOff:
      return { kind: "retry", seconds: 900, reason: "Discord has switched this off for a while" };
    case discordCode.notAvailableYet:
    case discordCode.overloaded:
      return { kind: "retry", seconds: 60, reason: "Discord is overloaded" };
    case discordCode.cloudflareBlock:
      return { kind: "retry", seconds: 60, reason: "Discord's shield answered" };
    case discordCode.unknownGuild:
    case discordCode.missingAccess:
    case discordCode.missingPermissions:
      return { kind: "check_guild", reason: `Discord answered ${code}` };
  }
  if (status === 401) return { kind: "human", code: "discord_credentials_invalid" };
  if (status === 409) return { kind: "retry", seconds: 5, reason: "conflict" };
  return { kind: "bug", reason: `Discord answered ${status} with code ${code}: ${message}` };
}
