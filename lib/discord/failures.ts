import type { FailureCode } from "@/db/schema";

/** Who must act on a failure, and the words for it. The codes stand on grants, in webhooks and on screens. */
export type FailureWho = "nobody" | "customer" | "merchant" | "operator";

export const failures = {
  discord_unavailable: {
    who: "nobody",
    words: "Discord did not answer as it should. This is tried again by itself.",
  },
  discord_reconnect_required: {
    who: "customer",
    words:
      "The connection to Discord has ended and the person is not in the server. They need to connect Discord again.",
  },
  discord_server_limit: {
    who: "customer",
    words: "This Discord account is in as many servers as Discord allows. Leave one, then try again.",
  },
  discord_account_unverified: {
    who: "customer",
    words:
      "Discord wants this account to be verified before it joins a server. Verify it in Discord, then try again.",
  },
  discord_member_banned: {
    who: "merchant",
    words: "This person is banned from the server. Unban them in Server settings → Bans, then retry.",
  },
  discord_role_above_bot: {
    who: "merchant",
    words:
      "The bot can't give this role: it is not below the bot's role. Drag the bot's role higher in Server settings → Roles.",
  },
  discord_missing_permission: {
    who: "merchant",
    words:
      "The bot lacks a permission it needs (Manage Roles, Kick Members, Create Invite). Allow it in Server settings → Roles, or connect the server again.",
  },
  discord_role_deleted: {
    who: "merchant",
    words: "The role no longer exists in Discord. Pick another role for this entitlement.",
  },
  discord_bot_removed: {
    who: "merchant",
    words: "The bot is no longer in the server. Connect the server again.",
  },
  discord_server_full: {
    who: "merchant",
    words: "The server is full. Make room, or ask Discord to raise the limit.",
  },
  discord_mfa_required: {
    who: "merchant",
    words:
      "The server asks for two-factor authentication from moderators, and the owner of the bot's application has none. Turn it on there, or off in Server settings → Safety.",
  },
  discord_credentials_invalid: {
    who: "operator",
    words: "Discord refuses the bot's token. The operator of this service needs to set a valid one.",
  },
} as const satisfies Record<FailureCode, { who: FailureWho; words: string }>;

export function isFailureCode(text: string): text is FailureCode {
  return text in failures;
}

export function failureWords(code: string): string {
  return isFailureCode(code) ? failures[code].words : "Something went wrong. The service's log tells more.";
}

export function failureWho(code: string): FailureWho {
  return isFailureCode(code) ? failures[code].who : "operator";
}
