import { foreground } from "./foreground";
import { withDatabase } from "./single";
import { tsx } from "./stack/supervised";

await withDatabase(({ env }) => foreground(tsx("lib/jobs/worker.ts"), env));
