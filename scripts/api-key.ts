import { readArguments, refuse } from "./arguments";
import { withDatabase } from "./with-database";

const help = `npm run api-key -- --business SLUG --name NAME [--read-only] [--expires-in-days DAYS]
Creates an API key. It is shown only once, alone on the last line of the output.`;

const options = readArguments(help, {
  business: { type: "string" },
  name: { type: "string" },
  "read-only": { type: "boolean" },
  "expires-in-days": { type: "string" },
} as const);
const { business: slug, name } = options;
if (!slug) refuse(help, "--business is missing: the name of the business in its web address, like demo");
if (!name) refuse(help, "--name is missing: a name to recognize the key by, like deploy");
const days = options["expires-in-days"] === undefined ? null : Number(options["expires-in-days"]);
if (days !== null && !(days > 0 && days < 36_500)) refuse(help, "--expires-in-days must be a number above 0");

await withDatabase(async ({ env }) => {
  Object.assign(process.env, env);
  const { createApiKey } = await import("../lib/api-keys");
  const { system } = await import("../lib/audit");
  const { databaseNow } = await import("../lib/clock");
  const { findBusiness } = await import("../lib/businesses");
  const { closeDatabase, inTransaction } = await import("../db/client");
  try {
    const { key } = await inTransaction(async (tx) => {
      const business = await findBusiness(tx, slug);
      const expiresAt = days === null ? null : new Date(databaseNow().getTime() + days * 86_400_000);
      const readOnly = options["read-only"] ?? false;
      return createApiKey(tx, { businessId: business.id, name, readOnly, expiresAt, actor: system });
    });
    console.log(key);
    return 0;
  } finally {
    await closeDatabase();
  }
});
