import { requireMail } from "./require-mail";
import { runInForeground } from "./run-in-foreground";
import { tsx } from "./stack/supervised";
import { withDatabase } from "./with-database";

await withDatabase(({ settings, env }) => {
  requireMail(settings);
  return runInForeground(tsx("lib/jobs/worker.ts"), env);
});
