import { closeDatabase } from "../db/client";
import { sandboxCredentials } from "../sandbox/credentials";
import { seedDemo } from "../seed/seed-demo";

// An interrupted seeding starts over from nothing, so its commits need not wait for the disk.
const database = new URL(process.env.DATABASE_URL ?? "");
database.searchParams.set("synchronous_commit", "off");
process.env.DATABASE_URL = database.href;

await seedDemo({ busy: process.argv.includes("--busy"), dodoApiKey: sandboxCredentials.dodo.apiKey });
await closeDatabase();
process.exit(0);
