import type { InstallCallback } from "@/lib/guilds/connect-guild";

const maxLength = 2048;

/** The parameters of Discord's redirect. One that is empty, repeated or too long counts as missing. */
export function readCallback(request: Request): InstallCallback {
  const { searchParams } = new URL(request.url);
  const single = (name: string) => {
    const [value, ...more] = searchParams.getAll(name);
    return value && more.length === 0 && value.length <= maxLength ? value : null;
  };
  return {
    state: single("state"),
    code: single("code"),
    error: single("error"),
    iss: single("iss"),
    guildId: single("guild_id"),
  };
}

/** Redirects to a clean URL, because code and state must not stay in the address bar. */
export function redirectTo(address: string): Response {
  const headers = { location: address, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  return new Response(null, { status: 303, headers });
}
