import { closeDatabase } from "../db/client";
import { seedDemo } from "../db/seed";
import { sandboxCredentials } from "../sandbox/credentials";

await seedDemo({ busy: process.argv.includes("--busy"), dodoApiKey: sandboxCredentials.dodo.apiKey });
await closeDatabase();
process.exit(0);
