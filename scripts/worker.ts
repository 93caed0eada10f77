import { runInForeground } from "./run-in-foreground";
import { tsx } from "./stack/supervised";
import { withDatabase } from "./with-database";

await withDatabase(({ env }) => runInForeground(tsx("lib/jobs/worker.ts"), env));
