import { readArguments, refuse } from "./arguments";
import { withDatabase } from "./with-database";

const help = `npm run reset-passkeys -- --email ADDRESS
Removes all passkeys and recovery codes of somebody who lost them, and signs them out everywhere. They sign in with a
mailed link and add a new passkey. First make sure that you are talking to the right person: whoever reads their mail
can sign in afterwards.`;

const { email } = readArguments(help, { email: { type: "string" } } as const);
if (!email?.includes("@")) refuse(help, "--email is missing or not an email address");

await withDatabase(async ({ env }) => {
  Object.assign(process.env, env);
  const { resetPasskeys } = await import("../lib/passkeys/remove-passkey");
  const { closeDatabase } = await import("../db/client");
  try {
    const { passkeys } = await resetPasskeys(email);
    const removed = passkeys === 1 ? "1 passkey" : `${passkeys} passkeys`;
    console.log(`Removed ${removed} of ${email}, who can now sign in with a mailed link.`);
    return 0;
  } finally {
    await closeDatabase();
  }
});
