import type { memberRoles } from "@/db/schema";

/** What an email about access names: the product (null for a direct grant), the server and the role. */
export type WhatIsGiven = { productName: string | null; serverName: string; roleName: string | null };

type AboutEndpoint = {
  endpointUrl: string;
  /** ISO time of the first failure in a row. */
  failingSince: string;
  /** The last answer in words: "500 Internal Server Error", "no answer within 15 seconds". */
  lastFailure: string;
  /** The endpoint's page in the dashboard. */
  link: string;
};

/** `passkey` is its name; `left` counts the recovery codes that still work. */
export type SecondStepChange =
  | { kind: "passkey_added" | "passkey_removed"; passkey: string }
  | { kind: "recovery_codes_made" | "passkeys_reset" }
  | { kind: "recovery_code_used"; left: number };

/**
 * The emails, each with the data it's written from. The business's name, logo and colour aren't here: they are
 */
export type EmailProps = {
  /** The claim email. */
  "join-discord": WhatIsGiven & { link: string; linkExpiresAt: string };
  /** The same link again, for someone who hasn't used it. */
  "claim-reminder": WhatIsGiven & { link: string; linkExpiresAt: string };
  /** New access for an account that's already connected, so there's nothing to do. */
  "access-ready": WhatIsGiven & { guildId: string };
  /** The customer must do something in Discord: `code` is the failure code, `detail` Discord's own sentence. */
  "reconnect-discord": WhatIsGiven & { code: string; detail?: string | null; link: string };
  /** `reason` is the grant's revocation reason. */
  "access-ended": WhatIsGiven & { reason: string };
  "account-switched": { fromName: string; toName: string; serverNames: string[] };
  /** A merchant's sign-in link. */
  "sign-in": { link: string };
  /** A customer's sign-in link. */
  "portal-sign-in": { link: string };
  /** To a member: something about their passkeys or recovery codes changed. */
  "second-step-changed": SecondStepChange & { link: string };
  invite: { invitedBy: string; role: (typeof memberRoles)[number]; link: string };
  /** To the merchant: `code` is a failure code; `waiting` counts the customers still without access. */
  "server-needs-attention": {
    serverName: string;
    roleName: string | null;
    code: string;
    waiting: number;
    link: string;
  };
  "server-recovered": { serverName: string; served: number; link: string };
  /** To the merchant: a moderator removed a role, and the entitlement keeps moderators' changes. */
  "role-taken": {
    serverName: string;
    roleName: string | null;
    entitlementName: string;
    customer: string;
    link: string;
  };
  /** To the merchant: purchase events that wait, were set aside, or gave nothing; `more` causes are not listed. */
  "payments-need-attention": {
    causes: { title: string; events: number; people: number }[];
    more: number;
    link: string;
  };
  "webhook-failing": AboutEndpoint & { pausesAt: string | null };
  "webhook-paused": AboutEndpoint;
};

export type EmailTemplate = keyof EmailProps;
