import { closeDatabase } from "@/db/client";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { catalog } from "./catalog";
import { startHousekeeping } from "./housekeeping";
import { startRunner } from "./runner";

const graceMs = 20_000;
const stallMs = 10_000;

log.level = env().LOG_LEVEL;
const runner = startRunner(catalog);
const housekeeping = startHousekeeping();
const watchdog = watchForStalls();
log.info({ concurrency: env().WORKER_CONCURRENCY }, "worker started");

let stopping = false;
async function stop(signal: string) {
  if (stopping) return;
  stopping = true;
  log.info({ signal, running: runner.running() }, "worker stops: nothing new is taken");
  clearInterval(watchdog);
  housekeeping.stop();
  // Whatever does not end in time is cut off; its rows are still due, and its locks end with this process.
  setTimeout(() => process.exit(1), graceMs).unref();
  await runner.stop();
  await closeDatabase();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
process.on("unhandledRejection", (error) => {
  log.fatal({ error }, "unhandled rejection: the worker restarts");
  process.exit(1);
});

/** A process whose event loop stands still holds its locks: better to end, and let another go on. */
function watchForStalls() {
  let last = Date.now();
  return setInterval(() => {
    const late = Date.now() - last - 1_000;
    last = Date.now();
    if (late > stallMs) {
      log.fatal({ late }, "the event loop stood still: the worker restarts");
      process.exit(1);
    }
  }, 1_000);
}
