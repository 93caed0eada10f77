import { foreground } from "./run-in-foreground";
import { tsx } from "./stack/supervised";
import { withDatabase } from "./with-database";

await withDatabase(({ env }) => foreground(tsx("lib/jobs/worker.ts"), env));
