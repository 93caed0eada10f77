/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { wholePage } from "../page";
import { Refusal } from "../refusal";
import type { World } from "../state";
import { bareAddress, inboxOf } from "./mails";
import { InboxPage, type Part } from "./pages";
import { resendRoutes } from "./resend-api";

export { inboxControl } from "./control";

export function inboxRoutes(world: World): Hono {
  const inbox = inboxOf(world);
  const routes = new Hono();
  routes.route("/emails", resendRoutes(inbox));
  routes.get("/inbox", (c) => {
    const { to = "", mail: mailId, part } = c.req.query();
    const reading = { to: to && bareAddress(to), mailId, part: partOf(part) };
    return c.html(wholePage(<InboxPage inbox={inbox} reading={reading} />));
  });
  routes.get("/inbox/mails/:id", (c) => {
    const mail = inbox.mails().get(c.req.param("id"));
    if (!mail) throw new Refusal("This mail does not exist.", 404);
    c.header(
      "content-security-policy",
      "script-src 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox",
    );
    return c.html(linksInNewTab(mail.html ?? ""));
  });
  return routes;
}

function partOf(part: string | undefined): Part {
  return part === "text" || part === "details" ? part : "html";
}

/** Makes links open in a new tab, as from a mail program. */
function linksInNewTab(html: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
}
