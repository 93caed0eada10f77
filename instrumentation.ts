/** A web process with missing or wrong settings stops here, naming them, before it answers anybody. */
export async function register(): Promise<void> {
  const { env } = await import("@/lib/env");
  env();
}
