import { env } from "@/lib/env";
import type { InstallCallback } from "@/lib/guilds/connect-guild";

const names = ["state", "code", "error", "iss", "guild_id"] as const;
const maxLength = 2048;

/**
 * The parameters of Discord's redirect. An empty one counts as missing. One that is repeated or too long makes the whole
 * redirect invalid, as if it had no state: whichever value a check looked at, another could be used.
 */
export function readCallback(request: Request): InstallCallback {
  const { searchParams } = new URL(request.url);
  const odd = names.some((name) => {
    const values = searchParams.getAll(name);
    return values.length > 1 || values.some(({ length }) => length > maxLength);
  });
  const single = (name: (typeof names)[number]) => (odd ? null : searchParams.get(name) || null);
  return {
    state: single("state"),
    code: single("code"),
    error: single("error"),
    iss: single("iss"),
    guildId: single("guild_id"),
  };
}

/** For somebody whose browser or network starts too many round trips. */
export function tooManyPage(): string {
  return `${env().APP_URL}/discord/refused/too_many`;
}

/** Redirects to a clean URL, because code and state must not stay in the address bar. */
export function redirectTo(address: string): Response {
  const headers = { location: address, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  return new Response(null, { status: 303, headers });
}
