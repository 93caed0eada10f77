import { type FailureCode, serverProblems } from "@/db/schema";

/** Who must act on a failure. The codes appear on grants, in webhooks and on screens. */
export type FailureWho = "nobody" | "customer" | "merchant" | "operator";

type Names = { server: string; role: string; entitlement: string };
type Failure = {
  who: FailureWho;
  /** For the merchant, on screens, in emails and in the API: what is wrong and what to do. */
  merchant: string;
  /** The heading over everybody who waits for the same cause. */
  title: (names: Names) => string;
};

export const failures = {
  discord_unavailable: {
    who: "nobody",
    merchant: "Discord isn't responding properly. We keep trying.",
    title: () => "Discord isn't responding properly",
  },
  discord_reconnect_required: {
    who: "customer",
    merchant:
      "The connection to Discord has ended and the person is not in the server. They need to connect Discord again.",
    title: ({ server }) => `Customers must connect Discord again for ${server}`,
  },
  discord_server_limit: {
    who: "customer",
    merchant: "This Discord account is in as many servers as Discord allows. They need to leave one first.",
    title: ({ server }) => `Customers are in too many Discord servers to join ${server}`,
  },
  discord_account_unverified: {
    who: "customer",
    merchant:
      "Discord wants this account to be verified before it joins a server. They verify it in Discord.",
    title: () => "Customers must verify their Discord account",
  },
  discord_age_restricted: {
    who: "customer",
    merchant:
      "Discord considers this person too young for the server, which is age-restricted. They correct their age in Discord, or you lift the restriction.",
    title: ({ server }) => `Discord considers customers too young for ${server}`,
  },
  discord_join_limited: {
    who: "customer",
    merchant:
      "Discord currently doesn't let this person join new servers. That passes with time. We try again every hour.",
    title: () => "Discord currently doesn't let customers join new servers",
  },
  discord_join_refused: {
    who: "customer",
    merchant: "Discord refuses to let this person join the server.",
    title: ({ server }) => `Discord refuses to let customers join ${server}`,
  },
  discord_member_banned: {
    who: "merchant",
    merchant: "This person is banned from the server. Unban them in Server settings → Bans, then retry.",
    title: ({ server }) => `Paying customers are banned from ${server}`,
  },
  discord_change_refused: {
    who: "merchant",
    merchant:
      "Discord refuses to change this member's roles or membership. Look at the server's settings, then retry.",
    title: ({ server }) => `Discord refuses to change members of ${server}`,
  },
  discord_role_managed: {
    who: "merchant",
    merchant:
      "Discord or another app now manages this role, so no bot can give or remove it. Pick another role for this entitlement.",
    title: ({ role, server }) => `${role} in ${server} is now managed by Discord or another app`,
  },
  discord_role_above_bot: {
    who: "merchant",
    merchant:
      "The bot can't give this role: it is not below the bot's role. Drag the bot's role higher in Server settings → Roles.",
    title: ({ role, server }) => `The bot's role is below ${role} in ${server}`,
  },
  discord_missing_permission: {
    who: "merchant",
    merchant:
      "The bot lacks a permission it needs (Manage Roles, Kick Members, Create Invite). Allow it in Server settings → Roles, or connect the server again.",
    title: ({ server }) => `The bot lacks a permission in ${server}`,
  },
  discord_role_deleted: {
    who: "merchant",
    merchant: "The role no longer exists in Discord. Pick another role for this entitlement.",
    title: ({ entitlement, server }) => `The role of “${entitlement}” was deleted in ${server}`,
  },
  discord_bot_removed: {
    who: "merchant",
    merchant: "The bot is no longer in the server. Connect the server again.",
    title: ({ server }) => `The bot is no longer in ${server}`,
  },
  discord_server_full: {
    who: "merchant",
    merchant: "The server is full. Make room, or ask Discord to raise the limit.",
    title: ({ server }) => `${server} is full`,
  },
  discord_mfa_required: {
    who: "merchant",
    merchant:
      "The server requires two-factor authentication for moderators, and the owner of the bot's application has none. Turn it on there, or off in Server settings → Safety.",
    title: ({ server }) => `${server} requires two-factor authentication`,
  },
  discord_credentials_invalid: {
    who: "operator",
    merchant: "Discord refuses the bot's token. The operator of this service needs to set a valid one.",
    title: () => "Discord refuses the bot's token",
  },
} as const satisfies Record<FailureCode, Failure>;

/** Failures that only the customer can fix. */
export type CustomerFailure = {
  [Code in FailureCode]: (typeof failures)[Code]["who"] extends "customer" ? Code : never;
}[FailureCode];

export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failures, text);
}

/** Whether a check of the server notices when this is fixed. */
export function isServerProblem(code: string): boolean {
  return (serverProblems as readonly string[]).includes(code);
}

/** For the merchant. `detail` is Discord's own sentence. */
export function failureWords(code: string, detail: string | null = null): string {
  const words = isFailureCode(code)
    ? failures[code].merchant
    : "Something went wrong. The service's log has the details.";
  return withDetail(words, detail);
}

function withDetail(words: string, detail: string | null): string {
  return detail ? `${words} Discord says: “${detail}”` : words;
}

export function failureTitle(code: string, names: Names): string {
  return isFailureCode(code) ? failures[code].title(names) : `Something is wrong in ${names.server}`;
}

export function failureWho(code: string): FailureWho {
  return isFailureCode(code) ? failures[code].who : "operator";
}
