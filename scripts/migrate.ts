import { migrateDatabase } from "../db/migrate";
import { withDatabase } from "./with-database";

await withDatabase(async ({ env }) => {
  await migrateDatabase(env.DATABASE_SESSION_URL ?? env.DATABASE_URL ?? "");
  console.log("The database is up to date");
  return 0;
});
