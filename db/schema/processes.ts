import { doublePrecision, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns";

/** How far the clock of each running process is from the database's, reported every minute. */
export const processClocks = pgTable("process_clocks", {
  /** New at each start. */
  id: text().primaryKey(),
  process: text({ enum: ["web", "worker"] }).notNull(),
  /** Negative when the clock is behind. */
  secondsAhead: doublePrecision().notNull(),
  measuredAt: moment().notNull(),
});
