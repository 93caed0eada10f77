import { migrateDatabase } from "../db/migrate";
import { withDatabase } from "./with-database";

await withDatabase(async ({ database }) => {
  await migrateDatabase(database.ownerUrl, database.url);
  console.log("The database is up to date");
  return 0;
});
