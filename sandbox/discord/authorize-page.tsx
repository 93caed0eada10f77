/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { ApiEnv } from "../api-gate";
import { problemPage, wholePage } from "../page";
import { type AuthorizeRequest, checkAuthorizeRequest } from "./authorize-request";
import { decideConsent, skipsConsent } from "./consent";
import { ConsentPage } from "./consent-page";
import type { Discord } from "./discord";
import { personOf } from "./manual-actions";
import { createUser } from "./people";
import type { Person } from "./records";
import { SignInPage } from "./sign-in-page";

const SESSION = "sandbox_discord_user";
const THIRTY_DAYS = 2_592_000;

/** `/oauth2/authorize`: GET shows the page, POST decides. A cookie says who is signed in, as on the real site. */
export function authorizePages(discord: Discord): Hono<ApiEnv> {
  const pages = new Hono<ApiEnv>();
  pages.use("/oauth2/*", async (c, next) => {
    await next();
    c.res.headers.set("x-frame-options", "DENY");
    c.res.headers.set("cache-control", "no-store");
  });
  pages.get("/oauth2/authorize", (c) => {
    const query = new URL(c.req.url).searchParams;
    return withRequest(discord, c, query, (request) => {
      const person = signedIn(discord, c);
      if (!person) return c.html(wholePage(<SignInPage discord={discord} back={query.toString()} />));
      if (skipsConsent(discord, request, person.id))
        return c.redirect(decideConsent(discord, request, person.id, {}));
      return c.html(
        wholePage(
          <ConsentPage discord={discord} request={request} person={person} back={query.toString()} />,
        ),
      );
    });
  });
  pages.post("/oauth2/authorize", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    return withRequest(discord, c, new URL(c.req.url).searchParams, (request) => {
      const person = signedIn(discord, c);
      if (!person) return c.redirect(c.req.url);
      return c.redirect(decideConsent(discord, request, person.id, decisionOf(form)));
    });
  });
  pages.post("/oauth2/session", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const username = form.get("username")?.trim().toLowerCase();
    const userId = username ? createUser(discord, username) : (form.get("user_id") ?? "");
    if (userId) personOf(discord, userId);
    setCookie(c, SESSION, userId, { path: "/oauth2", httpOnly: true, sameSite: "Lax", maxAge: THIRTY_DAYS });
    return c.redirect(`/oauth2/authorize?${new URLSearchParams(form.get("back") ?? "")}`);
  });
  return pages;
}

function withRequest(
  discord: Discord,
  c: Context<ApiEnv>,
  query: URLSearchParams,
  answer: (request: AuthorizeRequest) => Response | Promise<Response>,
): Response | Promise<Response> {
  const checked = checkAuthorizeRequest(discord, query);
  if (checked.kind === "refuse") return c.html(problemPage(discord.world, checked.message), 400);
  if (checked.kind === "redirect") return c.redirect(checked.location);
  return answer(checked.request);
}

function signedIn(discord: Discord, c: Context<ApiEnv>): Person | undefined {
  const person = discord.users.get(getCookie(c, SESSION) ?? "");
  return person && !person.deleted && !person.bot ? person : undefined;
}

function decisionOf(form: URLSearchParams) {
  if (form.get("decision") !== "allow") return { deny: true } as const;
  const guildId = form.get("guild_id");
  const permissions = form.getAll("permission").reduce((bits, bit) => bits | BigInt(bit), 0n);
  return { ...(guildId ? { guildId } : {}), permissions };
}
