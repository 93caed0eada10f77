import { readArguments, refuse } from "./arguments";
import { withDatabase } from "./with-database";

const help = `npm run invite -- --business SLUG --email ADDRESS [--role owner|admin|viewer] [--create]
Invites a person by mail and prints the link. --create creates the business; the role is owner by default.`;

const options = readArguments(help, {
  business: { type: "string" },
  email: { type: "string" },
  role: { type: "string", default: "owner" },
  create: { type: "boolean", default: false },
} as const);
const { business: businessSlug, email, role, create } = options;
if (!businessSlug)
  refuse(help, "--business is missing: the name of the business in its web address, like demo");
if (!email?.includes("@")) refuse(help, "--email is missing or not an email address");
if (role !== "owner" && role !== "admin" && role !== "viewer")
  refuse(help, `--role ${role}: must be owner, admin or viewer`);

await withDatabase(async ({ env }) => {
  Object.assign(process.env, env);
  const { inviteMember } = await import("../lib/members");
  const { closeDatabase } = await import("../db/client");
  try {
    const { url } = await inviteMember({ businessSlug, email, role, create });
    console.log(`${email} can join ${businessSlug} as ${role} with this link (also sent by mail):\n${url}`);
    return 0;
  } finally {
    await closeDatabase();
  }
});
