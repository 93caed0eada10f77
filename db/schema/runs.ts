import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "./columns";

/** Ends of long work with progress: mass revoke, retry, resend, replay, moving an entitlement. */
export const bulkRuns = pgTable(
  "bulk_runs",
  {
    id: id(),
    businessId: text().notNull(),
    kind: text({
      enum: ["end_entitlement", "move_entitlement", "attach_existing", "resend", "retry", "revoke", "replay"],
    }).notNull(),
    /** What to work on: ids or a filter, by kind. */
    input: jsonb().$type<Record<string, unknown>>().notNull(),
    actor: jsonb()
      .$type<{ kind: "person" | "api_key" | "customer" | "system"; id: string; label: string }>()
      .notNull(),
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
