import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";

/** Their addresses hold a link token or Discord's code: not even our own next page may learn them. */
const secretAddress = /^\/(connect\/discord\/[^/]+|discord\/(authorized|installed))$/;
/** Their forms lead on to a payment provider, or to the domain of the merchant's own on which it is served. */
const leadsToPayments = /^\/(buy|portal)(\/|$)/;
const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** A first line only: who may see and do what is decided where the data is read. */
export function proxy(request: NextRequest): Response {
  const { pathname } = request.nextUrl;
  const own = new URL(env().APP_URL);
  if (!reading.has(request.method) && request.headers.get("origin") !== own.origin)
    return NextResponse.json({ code: "forbidden", message: "Foreign origin" }, { status: 403 });

  const nonce = randomBytes(16).toString("base64");
  const policy = contentPolicy(nonce, pathname);
  const headers = new Headers(request.headers);
  // Next reads the nonce from the policy on the request and puts it on its own scripts.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  // Next compares the origin of a server action with these. Proxies send anything here, and APP_URL says what is true.
  headers.set("x-forwarded-host", own.host);
  headers.set("x-forwarded-proto", own.protocol.slice(0, -1));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(fixedHeaders())) response.headers.set(name, value);
  if (secretAddress.test(pathname)) response.headers.set("referrer-policy", "no-referrer");
  return response;
}

function contentPolicy(nonce: string, pathname: string): string {
  const { APP_URL, DISCORD_AUTHORIZE_URL, HOT_RELOAD } = env();
  // React evaluates text in development to show where an error came from, and reloads over a web socket.
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${HOT_RELOAD ? " 'unsafe-eval'" : ""}`,
    // Role colours and positions of menus are style attributes, which no nonce can allow.
    "style-src 'self' 'unsafe-inline'",
    // Discord's avatars and icons, and the logo that a merchant keeps wherever they like.
    "img-src 'self' data: https:",
    "font-src 'self'",
    `connect-src 'self'${HOT_RELOAD ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Browsers hold a form to this even when its answer only redirects.
    `form-action 'self' ${new URL(DISCORD_AUTHORIZE_URL).origin}${leadsToPayments.test(pathname) ? paymentHosts() : ""}`,
    ...(APP_URL.startsWith("https:") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Every https page, and the hosts that may be called without. A policy can't name an IPv6 address. */
function paymentHosts(): string {
  const listed = env().OUTSIDE_HOSTS.filter((host) => !host.startsWith("["));
  return ["", "https:", ...listed.map((host) => `http://${host.includes(":") ? host : `${host}:*`}`)].join(
    " ",
  );
}

function fixedHeaders(): Record<string, string> {
  return {
    "x-frame-options": "DENY",
    // Addresses of pages can hold link tokens, so no other site learns them. `no-referrer` would take the Origin from
    // the forms on these pages, too.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ...(env().APP_URL.startsWith("https:")
      ? { "strict-transport-security": "max-age=63072000; includeSubDomains" }
      : {}),
  };
}

/**
 * Not for what machines call with their own proof: no cookie counts there, so no Origin either, and no browser draws the
 * answers.
 */
export const config = {
  matcher: ["/((?!_next/static/|favicon.ico$|icon.svg$|api/(?!auth/|dashboard/)).*)"],
};
