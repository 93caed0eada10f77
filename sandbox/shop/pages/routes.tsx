/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { wholePage } from "../../page";
import { Refusal } from "../../refusal";
import type { World } from "../../state";
import { changePlan } from "../change-plan";
import { steps } from "../control";
import { releaseHeld } from "../deliver";
import { openCheckout } from "../dodo/checkouts";
import { minorUnits } from "../money";
import { outboxOf } from "../outbox";
import { isPaid, payCheckout, returnAddress } from "../pay-checkout";
import { dispute, refund } from "../refunds-and-disputes";
import { resendEvents } from "../resend-events";
import { findAccount, findOwner, found, shopOf } from "../shop";
import { CheckoutPage, ThanksPage } from "./checkout";
import { EventsPage } from "./events";
import { backTo, formOf } from "./form";
import { buyersOf, ProductsPage } from "./products";
import { CustomersPage, PurchasesPage } from "./purchases";

const lastBuyer = "sandbox_buyer";

/** The shop as people see it: products, checkout, purchases, events. */
export function shopPages(world: World): Hono {
  const shop = shopOf(world);
  const pages = new Hono();
  pages.get("/", (c) => {
    const account = findAccount(shop, c.req.query("account"));
    const last = getCookie(c, lastBuyer);
    return c.html(wholePage(<ProductsPage shop={shop} account={account} {...(last ? { last } : {})} />));
  });
  pages.post("/checkout", async (c) => {
    const form = await formOf(c);
    const account = findAccount(shop, form.account);
    const buyer = buyersOf(account).find(({ email }) => email === form.who);
    const checkout = openCheckout(shop, account, {
      product_cart: [{ product_id: form.product ?? "", quantity: 1 }],
      ...(buyer ? { customer: buyer } : {}),
    });
    return c.redirect(`/shop/checkout/${checkout.id}`, 303);
  });
  pages.get("/checkout/:session_id", (c) => {
    const { account, checkout } = checkoutOf(c.req.param("session_id"));
    const given = { shop, account, checkout };
    return c.html(
      wholePage(isPaid(account, checkout) ? <ThanksPage {...given} /> : <CheckoutPage {...given} />),
    );
  });
  pages.post("/checkout/:session_id", async (c) => {
    const { account, checkout } = checkoutOf(c.req.param("session_id"));
    const { email = "", name = "", card } = await formOf(c);
    if (isPaid(account, checkout)) return c.redirect(`/shop/checkout/${checkout.id}`, 303);
    if (!/^\S+@\S+\.\S+$/.test(email)) throw new Refusal("Enter an email address to pay.");
    const payer = { email, name: name.trim() || email, declined: card === "declined" };
    const sale = payCheckout(shop, account, checkout, payer);
    if (payer.declined) {
      const problem = "The card was declined. Try another one.";
      return c.html(
        wholePage(<CheckoutPage shop={shop} account={account} checkout={checkout} problem={problem} />),
      );
    }
    setCookie(c, lastBuyer, email, { path: "/", sameSite: "Lax" });
    const back = returnAddress(checkout, sale.payment.customer.email);
    return c.redirect(back ?? `/shop/checkout/${checkout.id}`, 303);
  });
  pages.get("/mine", (c) => {
    const account = findAccount(shop, c.req.query("account"));
    const email = c.req.query("email");
    return c.html(
      wholePage(
        email ? (
          <PurchasesPage shop={shop} account={account} email={email} />
        ) : (
          <CustomersPage shop={shop} account={account} />
        ),
      ),
    );
  });
  pages.get("/events", (c) =>
    c.html(wholePage(<EventsPage shop={shop} account={findAccount(shop, c.req.query("account"))} />)),
  );
  pages.post("/subscriptions/:id/:step", async (c) => {
    const form = await formOf(c);
    const account = findOwner(shop, "subscriptions", c.req.param("id"));
    const subscription = found(account.subscriptions, c.req.param("id"));
    const name = c.req.param("step");
    const step = Object.entries(steps).find(([known]) => known === name)?.[1];
    if (name === "change-plan") changePlan(shop, account, subscription, { product_id: form.product ?? "" });
    else if (step) step(shop, account, subscription);
    else throw new Refusal("This step does not exist for a subscription.", 404);
    return backTo(c, form);
  });
  pages.post("/payments/:id/refund", async (c) => {
    const form = await formOf(c);
    const account = findOwner(shop, "payments", c.req.param("id"));
    const { currency } = found(account.payments, c.req.param("id"));
    const amount = form.amount === undefined ? undefined : minorUnits(form.amount, currency);
    if (form.amount !== undefined && amount === undefined) throw new Refusal("Enter an amount, like 5.00.");
    refund(shop, account, c.req.param("id"), { amount: amount ?? null });
    return backTo(c, form);
  });
  pages.post("/payments/:id/dispute", async (c) => {
    const form = await formOf(c);
    const outcome = form.outcome === "won" || form.outcome === "lost" ? form.outcome : "opened";
    dispute(shop, findOwner(shop, "payments", c.req.param("id")), c.req.param("id"), outcome);
    return backTo(c, form);
  });
  pages.post("/resend", async (c) => {
    const form = await formOf(c);
    const { done } = resendEvents(outboxOf(shop, findAccount(shop, form.account)), {
      ...(form.event_id ? { event_id: form.event_id } : {}),
      shuffle: form.shuffle === "yes",
      duplicate: Math.min(20, Math.max(1, Number(form.duplicate) || 1)),
      delay_ms: Math.min(60_000, Math.max(0, Number(form.delay_ms) || 0)),
    });
    if (form.event_id) await done;
    return backTo(c, form);
  });
  pages.post("/set", async (c) => {
    const form = await formOf(c);
    const account = findAccount(shop, form.account);
    if (form.freeze) account.freeze = form.freeze === "yes";
    if (form.hold === "yes") account.hold = true;
    if (form.hold === "no") {
      account.hold = false;
      releaseHeld(outboxOf(shop, account));
    }
    shop.changed();
    return backTo(c, form);
  });
  return pages;

  function checkoutOf(id: string) {
    const account = findOwner(shop, "checkouts", id);
    return { account, checkout: found(account.checkouts, id) };
  }
}
