import { env } from "@/lib/env";

/**
 * Where a person finds a server: on Discord's site, or on the site that stands in for it. Discord opens its app from
 * here, and has no address for a page of the server's settings, so what is beyond is told as a menu path.
 */
export function serverUrl(guildId: string): string {
  return `${new URL(env().DISCORD_AUTHORIZE_URL).origin}/channels/${encodeURIComponent(guildId)}`;
}
