import { closeDatabase } from "@/db/client";
import { stopIfPooled } from "@/db/require-session";
import { watchClock } from "@/db/watch-clock";
import { watchRecovery } from "@/db/watch-recovery";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { catalog } from "./catalog";
import { startHousekeeping } from "./housekeeping";
import { startRunner } from "./runner";
import { watchForStalls } from "./watchdog";

const graceMs = 20_000;

log.level = env().LOG_LEVEL;
await stopIfPooled();
const runner = startRunner(catalog);
const housekeeping = startHousekeeping();
const watches = [watchForStalls(endNow), watchRecovery(endNow), watchClock("worker")];
log.info({ concurrency: env().WORKER_CONCURRENCY }, "worker started");

let stopping = false;
async function stop(signal: string) {
  if (stopping) return;
  stopping = true;
  log.info({ signal, running: runner.running() }, "worker is stopping");
  for (const watch of watches) watch.stop();
  housekeeping.stop();
  // Work that doesn't end in time is cut off. Its rows are still due, and its locks end with this process.
  setTimeout(() => process.exit(1), graceMs).unref();
  await runner.stop();
  await closeDatabase();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
process.on("unhandledRejection", (error) => {
  log.fatal({ error }, "unhandled rejection; the worker will restart");
  process.exit(1);
});

/** Exits without talking to the database. Locks end with their connections; the supervisor restarts the worker. */
function endNow(why: string): void {
  log.fatal({ why }, "the worker will restart");
  process.exit(1);
}
