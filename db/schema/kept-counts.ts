import { jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/** Counts over whole tables by label, kept by the workers for metrics. */
export const keptCounts = pgTable("kept_counts", {
  name: text().primaryKey(),
  byLabel: jsonb().$type<Record<string, number>>().notNull().default({}),
  countedAt: moment().notNull(),
});
