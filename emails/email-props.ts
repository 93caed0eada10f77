import type { memberRoles } from "@/db/schema";

/** What a mail about a customer's access names: the product (null for a direct grant), server and role. */
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

/**
 * The mails, each with what it needs to be written. Name, logo and colour of the business are not here: they
 * are read by the email's `businessId` when it is sent. Times are ISO texts, links whole URLs.
 */
export type EmailProps = {
  /** The claim mail. */
  "join-discord": WhatIsGiven & { link: string; linkExpiresAt: string };
  /** The same link again, to somebody who has not used it. */
  "claim-reminder": WhatIsGiven & { link: string; linkExpiresAt: string };
  /** New access for an account that is connected already: nothing to do. */
  "access-ready": WhatIsGiven & { guildId: string };
  /** Discord asks something of the customer: `code` is the failure code, `link` leads to the portal. */
  "reconnect-discord": WhatIsGiven & { code: string; link: string };
  /** `reason` is the grant's revocation reason. */
  "access-ended": WhatIsGiven & { reason: string };
  "account-switched": { fromName: string; toName: string; serverNames: string[] };
  /** Sign-in of a merchant. */
  "sign-in": { link: string };
  /** Sign-in of a customer. */
  "portal-sign-in": { link: string };
  invite: { invitedBy: string; role: (typeof memberRoles)[number]; link: string };
  /** To the merchant: `code` is a failure code; `waiting` counts customers without their access. */
  "server-needs-attention": {
    serverName: string;
    roleName: string | null;
    code: string;
    waiting: number;
    link: string;
  };
  "server-recovered": { serverName: string; served: number; link: string };
  /** To the merchant: a moderator took a role that the entitlement leaves to moderators. */
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
