import { startStack } from "../../e2e/harness/stack";

/** The busy demo, for as long as pictures are taken. */
export default async function startBusyDemo(): Promise<() => Promise<void>> {
  const stack = await startStack({ seed: "busy" });
  process.env.E2E_APP_URL = stack.appUrl;
  process.env.E2E_SANDBOX_URL = stack.sandboxUrl;
  process.env.E2E_DATABASE_URL = stack.databaseUrl;
  return stack.stop;
}
