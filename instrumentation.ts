/** A web process with missing or wrong settings stops here, naming them, before it answers anybody. */
export async function register(): Promise<void> {
  // A constant of the build, not a setting: the other runtime's build leaves the import out.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("@/lib/env");
  const { HOT_RELOAD } = env();
  const { log, logConsole } = await import("@/lib/log");
  if (!HOT_RELOAD) logConsole();
  const { stopIfPooled } = await import("@/db/require-session");
  await stopIfPooled();
  const { answer503WhileDatabaseIsAway } = await import("@/lib/honest-answers");
  answer503WhileDatabaseIsAway();
  const { watchClock } = await import("@/db/watch-clock");
  watchClock("web");
  const { watchRecovery } = await import("@/db/watch-recovery");
  watchRecovery((why) => {
    log.fatal({ why }, "web ends itself, so that it is restarted");
    process.exit(1);
  });
}
