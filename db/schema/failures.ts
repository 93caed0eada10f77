/** Why a grant can't be given or taken. */
export const failureCodes = [
  "discord_unavailable",
  "discord_reconnect_required",
  "discord_server_limit",
  "discord_account_unverified",
  "discord_member_banned",
  "discord_role_above_bot",
  "discord_missing_permission",
  "discord_role_deleted",
  "discord_bot_removed",
  "discord_server_full",
  "discord_mfa_required",
  "discord_credentials_invalid",
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** The failures that affect a whole server. */
export const guildProblems = [
  "discord_bot_removed",
  "discord_missing_permission",
  "discord_mfa_required",
  "discord_server_full",
] as const satisfies FailureCode[];
