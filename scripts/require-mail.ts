import type { Settings } from "./settings";

/**
 * The processes of a real installation are started one by one, with a database of their own. One whose mail settings
 * were forgotten must not become a trial, whose mail goes to a sandbox.
 */
export function requireMail({ mode, databaseUrl }: Settings): void {
  if (mode !== "trial" || !databaseUrl) return;
  console.error(
    "Gatehouse can't start. RESEND_API_KEY and EMAIL_FROM are missing, and APP_URL must be https (see .env.example).\n" +
      "To try your Discord application on this machine without them, use `npm start`.",
  );
  process.exit(78);
}
