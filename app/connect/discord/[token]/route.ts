import { isbot } from "isbot";
import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { tooManyPage } from "@/lib/connect/discord-callback";
import { openClaimLink } from "@/lib/connect/open-claim-link";
import { mayPass } from "@/lib/doors";
import { env } from "@/lib/env";
import { languageOfHeader } from "@/lib/languages/languages";

const quiet = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex" };

type Context = { params: Promise<{ token: string }> };

/** The claim link: redirects to Discord's consent page, or to a page that says why it can't. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  if (isPrefetch(request)) return harmless();
  const { token } = await params;
  if (!(await mayPass("connect", request.headers))) return redirect(tooManyPage());
  const language = languageOfHeader(request.headers.get("accept-language"));
  const opened = await openClaimLink(token, await keepBrowserValue(), !isScanner(request), language);
  if (opened.kind === "consent") return redirect(opened.url);
  if (opened.kind === "too_many") return redirect(tooManyPage());
  return redirect(`${env().APP_URL}/connect/discord/${encodeURIComponent(token)}/closed`);
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { ...quiet, location } });
}

/** Mail scanners check links with HEAD; that doesn't count as opening one. */
export function HEAD(): Response {
  return harmless();
}

function harmless(): Response {
  return new Response(null, {
    status: 200,
    headers: { ...quiet, "content-type": "text/html; charset=utf-8" },
  });
}

function isPrefetch({ headers }: Request): boolean {
  return ["sec-purpose", "purpose", "x-moz"].some((name) => headers.get(name)?.includes("prefetch"));
}

/** A headless browser isn't necessarily a scanner: tests drive one the way a person would. */
function isScanner({ headers }: Request): boolean {
  return isbot(headers.get("user-agent")?.replace("HeadlessChrome", "Chrome"));
}
