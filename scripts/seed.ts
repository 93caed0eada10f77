import { closeDatabase } from "../db/client";
import { seedDemo } from "../db/seed";

await seedDemo({ busy: process.argv.includes("--busy") });
await closeDatabase();
process.exit(0);
