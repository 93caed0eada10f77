/** Why a grant can't be given or taken. */
export const failureCodes = [
  "discord_unavailable",
  "discord_reconnect_required",
  "discord_server_limit",
  "discord_account_unverified",
  "discord_age_restricted",
  "discord_join_limited",
  "discord_join_refused",
  "discord_member_banned",
  "discord_change_refused",
  "discord_role_above_bot",
  "discord_role_managed",
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

/** The failures that concern one role, and so the entitlements that give it. */
export const roleProblems = [
  "discord_role_above_bot",
  "discord_role_managed",
  "discord_role_deleted",
] as const satisfies FailureCode[];

/** The failures that a check of the server sees, or whose end it notices. */
export const serverProblems = [...guildProblems, ...roleProblems] as const;
