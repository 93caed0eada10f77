import { join } from "node:path";
import { runInForeground } from "./run-in-foreground";
import { settings } from "./settings";
import { tsx } from "./stack/supervised";

const { env, dataDir, sandboxPort } = settings();
const own = {
  NODE_ENV: process.env.NODE_ENV,
  SANDBOX_HOST: env.HOST ?? "127.0.0.1",
  SANDBOX_PORT: String(sandboxPort),
  SANDBOX_STATE_FILE: env.SANDBOX_STATE_FILE ?? join(dataDir, "sandbox.json"),
};
process.exit(await runInForeground(tsx("sandbox/server.ts"), { ...env, ...own }));
