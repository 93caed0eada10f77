import { join } from "node:path";
import { requireMail } from "./require-mail";
import { runInForeground } from "./run-in-foreground";
import { freshBuild, leaveFolder } from "./stack/build";
import { webProgram } from "./stack/supervised";
import { withDatabase } from "./with-database";

await withDatabase(async ({ settings, env }) => {
  requireMail(settings);
  const { signal: stop } = new AbortController();
  const logFile = join(settings.dataDir, "logs", "build.log");
  const folder = await freshBuild({ base: env.NEXT_DIST_DIR ?? ".next", env: settings.env, logFile, stop });
  try {
    const { host, port } = settings;
    return await runInForeground(webProgram({ host, port }), { ...env, NEXT_DIST_DIR: folder });
  } finally {
    leaveFolder();
  }
});
