import type { InstallCallback } from "@/lib/guilds/connect-guild";

const longest = 2048;

/** What Discord's redirect brought. A parameter that is empty, doubled or oversized counts as missing. */
export function readCallback(request: Request): InstallCallback {
  const { searchParams } = new URL(request.url);
  const one = (name: string) => {
    const [value, ...more] = searchParams.getAll(name);
    return value && more.length === 0 && value.length <= longest ? value : null;
  };
  return {
    state: one("state"),
    code: one("code"),
    error: one("error"),
    iss: one("iss"),
    guildId: one("guild_id"),
  };
}

/** On to a clean address: code and state must not stay in the address bar. */
export function redirectTo(address: string): Response {
  const headers = { location: address, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  return new Response(null, { status: 303, headers });
}
