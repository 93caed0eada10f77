import { misused, readArguments } from "./arguments";
import { withDatabase } from "./with-database";

const help = `npm run api-key -- --business SLUG --name NAME [--read-only] [--expires-in-days DAYS]
Makes an API key. It is shown once: alone, on the last line of the output.`;

const given = readArguments(help, {
  business: { type: "string" },
  name: { type: "string" },
  "read-only": { type: "boolean" },
  "expires-in-days": { type: "string" },
} as const);
const { business: slug, name } = given;
if (!slug) misused(help, "--business is missing: the business' name in its web address, like demo");
if (!name) misused(help, "--name is missing: what you will know the key by, like deploy");
const days = given["expires-in-days"] === undefined ? null : Number(given["expires-in-days"]);
if (days !== null && !(days > 0 && days < 36_500))
  misused(help, "--expires-in-days must be a number above 0");

await withDatabase(async ({ env }) => {
  Object.assign(process.env, env);
  const { createApiKey } = await import("../lib/api-keys");
  const { system } = await import("../lib/audit");
  const { findBusiness } = await import("../lib/businesses");
  const { closeDatabase, inTransaction } = await import("../db/client");
  try {
    const { key } = await inTransaction(async (tx) => {
      const business = await findBusiness(tx, slug);
      const expiresAt = days === null ? null : new Date(Date.now() + days * 86_400_000);
      const readOnly = given["read-only"] ?? false;
      return createApiKey(tx, { businessId: business.id, name, readOnly, expiresAt, actor: system });
    });
    console.log(key);
    return 0;
  } finally {
    await closeDatabase();
  }
});
