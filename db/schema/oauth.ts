import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

/**
 * `claim` begins at the link in a mail, `portal` at a mailed sign-in, so both prove the address. `checkout` begins at
 * the page after paying, where anybody's address could have been typed.
 */
export const statePurposes = ["install", "claim", "portal", "checkout"] as const;

/** One OAuth round trip with its PKCE verifier. Single use, valid for 10 minutes, bound to a browser by cookie. */
export const oauthStates = pgTable(
  "oauth_states",
  {
    id: id(),
    purpose: text({ enum: statePurposes }).notNull(),
    hash: text().notNull().unique(),
    browserHash: text().notNull(),
    verifier: text().notNull(),
    businessId: text(),
    userId: text(),
    grantId: text(),
    customerId: text(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
    /** The result, shown again on a reload. Never contains a token. */
    outcome: jsonb().$type<Record<string, string>>(),
    /** An account that came back in another browser, encrypted, until the person confirms it. */
    heldAccount: text("held"),
  },
  (table) => [index("oauth_states_old").on(table.expiresAt)],
);
