import { misused, readArguments } from "./arguments";
import { withDatabase } from "./with-database";

const help = `npm run invite -- --business SLUG --email ADDRESS [--role owner|admin|viewer] [--create]
Invites a person by mail and prints the link too. --create makes the business; the role is owner unless given.`;

const given = readArguments(help, {
  business: { type: "string" },
  email: { type: "string" },
  role: { type: "string", default: "owner" },
  create: { type: "boolean", default: false },
} as const);
const { business: businessSlug, email, role, create } = given;
if (!businessSlug) misused(help, "--business is missing: the business' name in its web address, like demo");
if (!email?.includes("@")) misused(help, "--email is missing or is no address");
if (role !== "owner" && role !== "admin" && role !== "viewer")
  misused(help, `--role ${role}: owner, admin or viewer`);

await withDatabase(async ({ env }) => {
  Object.assign(process.env, env);
  const { inviteMember } = await import("../lib/members");
  const { closeDatabase } = await import("../db/client");
  try {
    const { url } = await inviteMember({ businessSlug, email, role, create });
    console.log(`${email} may join ${businessSlug} as ${role} here (a mail says the same):\n${url}`);
    return 0;
  } finally {
    await closeDatabase();
  }
});
