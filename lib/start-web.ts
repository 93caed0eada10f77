import { stopIfPooled } from "@/db/require-session";
import { watchClock } from "@/db/watch-clock";
import { watchRecovery } from "@/db/watch-recovery";
import { env } from "./env";
import { answer503WhileDatabaseIsAway } from "./honest-answers";
import { log, logConsole } from "./log";

/** A web process with missing or wrong settings stops here, naming them, before it answers anybody. */
export async function startWeb(): Promise<void> {
  if (!env().HOT_RELOAD) logConsole();
  await stopIfPooled();
  answer503WhileDatabaseIsAway();
  watchClock("web");
  watchRecovery((why) => {
    log.fatal({ why }, "web ends itself, so that it is restarted");
    process.exit(1);
  });
}
