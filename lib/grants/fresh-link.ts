import { sql } from "drizzle-orm";
import { encrypt, hashToken, randomToken } from "@/lib/crypto";

export const linkLifeDays = 7;

/** The columns of a new claim link: its token hashed to be found, encrypted to be shown again. */
export function freshLink(grantId: string) {
  const token = randomToken();
  return {
    linkHash: hashToken(token),
    linkToken: encrypt(token, `grants.link_token:${grantId}`),
    linkSentAt: sql`clock_timestamp()`,
    linkExpiresAt: sql`clock_timestamp() + make_interval(days => ${linkLifeDays})`,
  };
}
