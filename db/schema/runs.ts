import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Actor } from "./businesses";
import { createdAt, id, moment } from "./columns";
import type { GrantStatus } from "./grants";
import type { endActions } from "./products";

/** These grants, the grants of these customers, or all grants with this entitlement, status and error. */
export type GrantChoice =
  | { ids: string[] }
  | { customerIds: string[] }
  | { entitlementId?: string; status?: GrantStatus; errorCode?: string };

/** The input of each kind of run. */
export type RunInputs = {
  end_entitlement: { entitlementId: string };
  /** The place people move from, and the end action that applies there. */
  move_entitlement: {
    entitlementId: string;
    guildId: string;
    roleId: string | null;
    endAction: (typeof endActions)[number];
  };
  /** `priceIds`: only to those who pay one of these prices. */
  attach_existing: { productId: string; entitlementId: string; priceIds?: string[] | null };
  /** The server that the business has let go. */
  release_server: { guildId: string };
  resend: GrantChoice;
  retry: GrantChoice;
  revoke: GrantChoice;
  /** Purchase events that have the same problem. */
  rerun_events: { cause: string };
  settle_pending: { endpointId: string };
  replay: { endpointId: string; since: string; missed: boolean };
};

export type RunKind = keyof RunInputs;

const runKinds = [
  "end_entitlement",
  "move_entitlement",
  "attach_existing",
  "release_server",
  "resend",
  "retry",
  "revoke",
  "rerun_events",
  "settle_pending",
  "replay",
] as const satisfies RunKind[];

/** Long work in steps, with visible progress. `dueAt` is the job. */
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
