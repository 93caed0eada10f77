import { databaseNow } from "@/lib/clock";
import { env } from "@/lib/env";

export const dynamic = "force-dynamic";

const year = 365 * 86_400_000;

/** Where to report a vulnerability (RFC 9116): to the operator, or by default to the authors of Gatehouse. */
export function GET(): Response {
  const { APP_URL, SECURITY_CONTACT } = env();
  const lines = [
    `Contact: ${SECURITY_CONTACT ?? "https://github.com/gatehouse/gatehouse/security/advisories/new"}`,
    `Expires: ${new Date(databaseNow().getTime() + year).toISOString()}`,
    `Canonical: ${APP_URL}/.well-known/security.txt`,
    "Preferred-Languages: en",
  ];
  return new Response(`${lines.join("\n")}\n`, { headers: { "content-type": "text/plain; charset=utf-8" } });
}
