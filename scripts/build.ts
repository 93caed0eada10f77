import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { settings } from "./settings";
import { freshBuild, leaveFolder } from "./stack/build";

/** Builds the dashboard if it is older than the code, without starting anything. */
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
const { env, dataDir } = settings(!process.argv.includes("--no-env-file"));
mkdirSync(join(dataDir, "logs"), { recursive: true });
try {
  const logFile = join(dataDir, "logs", "build.log");
  const folder = await freshBuild({ base: env.NEXT_DIST_DIR ?? ".next", env, logFile, stop: stop.signal });
  console.log(`The build in ${folder} is up to date`);
} catch (error) {
  if (!stop.signal.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  leaveFolder();
}
