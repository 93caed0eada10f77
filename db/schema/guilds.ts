import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id, moment } from "./columns";
import { guildProblems } from "./failures";

/** A role as last read from Discord. Positions can have gaps and duplicates. */
export type RoleSnapshot = {
  id: string;
  name: string;
  color: number;
  position: number;
  permissions: string;
  managed: boolean;
  tags?: Record<string, unknown> | undefined;
};

/** What the last guild check found. `botTopPosition` is the position of the bot's highest role. */
export type GuildSnapshot = {
  roles: RoleSnapshot[];
  ownerId: string;
  botRoleIds: string[];
  botTopPosition: number;
  botPermissions: string;
  memberCount: number | null;
  mfaLevel: number;
  screening: boolean;
};

/** A connected server. Its id is Discord's; it belongs to one business at a time. */
export const guilds = pgTable(
  "guilds",
  {
    id: id(),
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    name: text().notNull(),
    icon: text(),
    snapshot: jsonb().$type<GuildSnapshot>(),
    problem: text({ enum: guildProblems }),
    problemSince: moment(),
    /** Consecutive checks that looked as if the bot were gone. Discord sends spurious 10004s, so one proves nothing. */
    goneChecks: integer().notNull().default(0),
    connectedBy: text().notNull(),
    /** The Discord account that added the bot; null where Discord didn't say, and for servers of earlier releases. */
    installedBy: text(),
    connectedAt: createdAt(),
    /** The merchant released it; another business may connect it. */
    releasedAt: moment(),
    /** Somebody else re-added the bot. Nobody gets access until this business connects the server again. */
    parkedAt: moment(),
    checkedAt: moment(),
    /** When the next guild check is due. */
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    /** When the next audit of all members is due, and how far the current one has come. */
    auditDueAt: moment().default(sql`now() + interval '6 hours'`),
    auditAfter: text(),
    /** No longer written; dropped in a later release. */
    auditStartedAt: moment(),
    auditAttempts: integer().notNull().default(0),
    lastAudit: jsonb().$type<{ at: string; read: number; repaired: number; how: "pages" | "single" }>(),
  },
  (table) => [
    index("guilds_business").on(table.businessId),
    index("guilds_due").on(table.dueAt),
    index("guilds_audit_due").on(table.auditDueAt),
  ],
);
