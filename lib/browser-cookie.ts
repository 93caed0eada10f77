import { env } from "./env";

/**
 * The cookie that binds an OAuth round trip to the browser that began it: a random value, one per browser,
 * compared by hash with the state's row when the person comes back.
 */
export function browserCookie() {
  const secure = env().APP_URL.startsWith("https:");
  return {
    name: secure ? "__Host-gatehouse-browser" : "gatehouse-browser",
    options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure, maxAge: 86_400 },
  };
}
