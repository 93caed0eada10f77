import type { Hono } from "hono";
import { readControlBody } from "../../../refusal";
import { releaseHeld } from "../../deliver";
import { resendEvents } from "../../resend-events";
import { need } from "../merchant";
import { outboxOf } from "../outbox";
import { findMerchant, ownerOf, type StripeShop } from "../stripe";
import { isForStripe } from "./about";
import { describeEvent } from "./describe";
import { resendInput, settingsInput } from "./input";

/** Delivery trouble, and the events as they were sent. */
export function addEventControl(control: Hono, shop: StripeShop): void {
  control.post("/set", async (c, next) => {
    if (!(await isForStripe(c))) return next();
    const {
      account: name,
      hold,
      lose,
      advance_seconds = 0,
      ...given
    } = await readControlBody(c, settingsInput);
    const merchant = findMerchant(shop, name);
    const { account } = merchant;
    account.lose = lose ?? account.lose;
    account.hold = hold ?? account.hold;
    account.clock += advance_seconds;
    account.portal = given.portal ?? account.portal;
    account.api_version = given.api_version ?? account.api_version;
    if (hold === false) releaseHeld(outboxOf(merchant));
    merchant.changed();
    return c.json({ hold: account.hold, lose: account.lose, now: merchant.now() });
  });
  control.post("/resend", async (c, next) => {
    const { account, wait, ...day } = await readControlBody(c, resendInput);
    const named = day.event_id ? ownerOf(shop, "events", day.event_id) : undefined;
    if (!named && (day.event_id || !(await isForStripe(c)))) return next();
    const { order, done } = resendEvents(outboxOf(named ?? findMerchant(shop, account)), day);
    if (wait) await done;
    return c.json({ sent: order.length, events: order });
  });
  control.get("/events", (c, next) => {
    if (c.req.query("provider") !== "stripe") return next();
    const merchant = findMerchant(shop, c.req.query("account"));
    return c.json({
      events: [...merchant.account.events.values()].map((event) => describeEvent(merchant, event)),
    });
  });
  control.get("/events/:id", (c, next) => {
    const merchant = ownerOf(shop, "events", c.req.param("id"));
    return merchant ? c.json(describeEvent(merchant, need(merchant, "events", c.req.param("id")))) : next();
  });
}
