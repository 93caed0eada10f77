import { type RunningStack, startStack } from "./stack";

/** Starts the product for the journeys, unless E2E_APP_URL names one that is running. */
export default async function startForJourneys(): Promise<() => Promise<void>> {
  if (process.env.E2E_APP_URL) return async () => {};
  const stack: RunningStack = await startStack({
    // Journeys come from this machine, which is not limited by address; those about limits send X-Forwarded-For.
    settings: { TRUSTED_PROXIES: "1" },
  });
  process.env.E2E_APP_URL = stack.appUrl;
  process.env.E2E_SANDBOX_URL = stack.sandboxUrl;
  process.env.E2E_DATABASE_URL = stack.databaseUrl;
  process.env.E2E_BUILD = stack.build;
  process.env.E2E_DATA_DIR = stack.dataDir;
  return stack.stop;
}
