import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id, moment } from "./columns";
import { guildProblems } from "./failures";

/** A role as last read from Discord. Positions may have gaps and ties. */
export type RoleSnapshot = {
  id: string;
  name: string;
  color: number;
  position: number;
  permissions: string;
  managed: boolean;
  tags?: Record<string, unknown> | undefined;
};

/** What the last guild check saw. `botTopPosition` is the highest role the bot holds. */
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
    /** Checks in a row that answered as if the bot were gone; one alone proves nothing (spurious 10004). */
    goneChecks: integer().notNull().default(0),
    connectedBy: text().notNull(),
    connectedAt: createdAt(),
    /** The merchant let go of it; another business may connect it. */
    releasedAt: moment(),
    /** Somebody else put the bot back: nothing is served until this business connects it again. */
    parkedAt: moment(),
    checkedAt: moment(),
    /** When the next guild check is due. */
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    /** When the next sweep over all members is due, and how far the present one has come. */
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
