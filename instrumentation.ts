/** Next compiles this for a runtime without Node, too, so all that needs Node is in the other file. */
export async function register(): Promise<void> {
  // A constant of the build, not a setting: the other runtime's build leaves the import out.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startWeb } = await import("@/lib/start-web");
  await startWeb();
}
