import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Actor } from "./businesses";
import { createdAt, id, moment } from "./columns";
import type { GrantStatus } from "./grants";
import type { endActions } from "./products";

/** These grants, or all that have this entitlement, status and error. */
export type GrantChoice =
  | { ids: string[] }
  | { entitlementId?: string; status?: GrantStatus; errorCode?: string };

/** What a run works on, by its kind. */
export type RunInputs = {
  end_entitlement: { entitlementId: string };
  /** Where people come from, and what the end of the claim there means. */
  move_entitlement: {
    entitlementId: string;
    guildId: string;
    roleId: string | null;
    endAction: (typeof endActions)[number];
  };
  attach_existing: { productId: string; entitlementId: string };
  resend: GrantChoice;
  retry: GrantChoice;
  revoke: GrantChoice;
  replay: { endpointId: string; since: string; missed: boolean };
};

export type RunKind = keyof RunInputs;

const runKinds = [
  "end_entitlement",
  "move_entitlement",
  "attach_existing",
  "resend",
  "retry",
  "revoke",
  "replay",
] as const satisfies RunKind[];

/** Long work that goes on step by step and shows how far it has come. `dueAt` is the job. */
export const bulkRuns = pgTable(
  "bulk_runs",
  {
    id: id(),
    businessId: text().notNull(),
    kind: text({ enum: runKinds }).notNull(),
    input: jsonb().$type<RunInputs[RunKind]>().notNull(),
    actor: jsonb().$type<Actor>().notNull(),
    cursor: text(),
    total: integer().notNull().default(0),
    done: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    createdAt: createdAt(),
    finishedAt: moment(),
  },
  (table) => [
    index("bulk_runs_due").on(table.dueAt),
    index("bulk_runs_newest").on(table.businessId, table.createdAt),
  ],
);
