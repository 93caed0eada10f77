import { Hono } from "hono";
import type { World } from "../state";
import { inboxOf, linksOf, mailsTo } from "./mails";

/** `/control/inbox`: the mails sent, oldest first. */
export function inboxControl(world: World): Hono {
  const inbox = inboxOf(world);
  const control = new Hono();
  control.get("/", (c) => {
    const mails = mailsTo(inbox, c.req.query("to"));
    return c.json(mails.map((mail) => ({ ...mail, text: mail.text ?? "", links: linksOf(mail) })));
  });
  control.delete("/", (c) => {
    inbox.mails().clear();
    world.changed("inbox");
    return c.json({ ok: true });
  });
  return control;
}
