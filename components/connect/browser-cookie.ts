import { cookies } from "next/headers";
import { randomToken } from "@/lib/crypto";
import { env } from "@/lib/env";

// A round trip to Discord expires after 10 minutes; an hour covers several tries in one browser.
const lifeSeconds = 3600;

function cookieName(): string {
  return env().APP_URL.startsWith("https:") ? "__Host-gatehouse-browser" : "gatehouse-browser";
}

/** The random value that ties an OAuth round trip to this browser; null if there is none yet. */
export async function browserValue(): Promise<string | null> {
  return (await cookies()).get(cookieName())?.value ?? null;
}

/** The same value, created if missing. Only for route handlers and server actions: pages can't set cookies. */
export async function keepBrowserValue(): Promise<string> {
  const value = (await browserValue()) ?? randomToken();
  (await cookies()).set(cookieName(), value, {
    httpOnly: true,
    // Lax, not strict: Discord's redirect back is a navigation from another site.
    sameSite: "lax",
    secure: env().APP_URL.startsWith("https:"),
    path: "/",
    maxAge: lifeSeconds,
  });
  return value;
}
