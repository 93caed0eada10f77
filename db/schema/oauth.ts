import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

export const statePurposes = ["install", "claim", "portal"] as const;

/** One OAuth round trip: single use, 10 minutes, bound to a browser by cookie, PKCE verifier inside. */
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
    /** What came of it, shown again on a reload: never a token. */
    outcome: jsonb().$type<Record<string, string>>(),
    /** The account that came back in another browser, kept (encrypted) until the person confirms. */
    held: text(),
  },
  (table) => [index("oauth_states_old").on(table.expiresAt)],
);
