import { join } from "node:path";
import { requireMail } from "./require-mail";
import { runInForeground } from "./run-in-foreground";
import { freshBuild, leaveFolder } from "./stack/build";
import { nextProgram } from "./stack/supervised";
import { withDatabase } from "./with-database";

await withDatabase(async ({ settings, env }) => {
  requireMail(settings);
  const { signal: stop } = new AbortController();
  const logFile = join(settings.dataDir, "logs", "build.log");
  const folder = await freshBuild({ base: env.NEXT_DIST_DIR ?? ".next", env: settings.env, logFile, stop });
  try {
    const address = ["--port", String(settings.port), "--hostname", settings.host];
    return await runInForeground(nextProgram("start", ...address), { ...env, NEXT_DIST_DIR: folder });
  } finally {
    leaveFolder();
  }
});
