/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { wholePage } from "../../../page";
import { Refusal } from "../../../refusal";
import { releaseHeld } from "../../deliver";
import { backTo, formOf } from "../../pages/form";
import { resendEvents } from "../../resend-events";
import type { Collection } from "../account";
import { priceBy } from "../catalogue-lookup";
import { disputeInput } from "../control/input";
import { buy } from "../life/buy";
import { completeSession } from "../life/complete-session";
import { plainOrder, type Way, ways } from "../life/order";
import { chargeOf, dispute, refund } from "../life/refunds-and-disputes";
import { type Merchant, need } from "../merchant";
import type { Session } from "../objects";
import { outboxOf } from "../outbox";
import { newSession } from "../records/checkout-session";
import { newPaymentLink } from "../records/payment-link";
import { findMerchant, ownerOf, type StripeShop } from "../stripe";
import { subscriptionSteps } from "../subscription-steps";
import { type Buyer, CheckoutPage, ClosedCheckoutPage } from "./checkout";
import { EventsPage } from "./events";
import { ProductsPage } from "./products";
import { PortalPage, PurchasesPage } from "./purchases";

/** The Stripe account as people see it: `/shop/stripe`, and the pages that Stripe hosts for its merchants. */
export function stripePages(shop: StripeShop): Hono {
  const pages = new Hono();
  const owner = (c: Context, collection: Collection): [Merchant, string] => {
    const id = c.req.param("id") ?? "";
    const merchant = ownerOf(shop, collection, id);
    if (!merchant) throw new Refusal("Stripe has nothing at this address.", 404);
    return [merchant, id];
  };
  pages.get("/", (c) => c.html(wholePage(<ProductsPage merchant={findMerchant(shop)} />)));
  pages.get("/purchases", (c) => c.html(wholePage(<PurchasesPage merchant={findMerchant(shop)} />)));
  pages.get("/events", (c) => c.html(wholePage(<EventsPage merchant={findMerchant(shop)} />)));
  pages.post("/buy", async (c) => c.redirect(start(findMerchant(shop), await formOf(c)), 303));
  pages.get("/checkout/:id", (c) => {
    const [merchant, id] = owner(c, "sessions");
    const { name, prefilled_email: email } = c.req.query();
    return c.html(
      checkoutPage(merchant, need(merchant, "sessions", id), {
        ...(email ? { email } : {}),
        ...(name ? { name } : {}),
      }),
    );
  });
  pages.post("/checkout/:id", async (c) => {
    const [merchant, id] = owner(c, "sessions");
    const session = need(merchant, "sessions", id);
    const { email = "", name = "", card = "paid" } = await formOf(c);
    if (session.status !== "open") return c.html(checkoutPage(merchant, session));
    if (!/^\S+@\S+\.\S+$/.test(email)) throw new Refusal("Enter an email address to pay.");
    const outcome = card === "declined" || card === "delayed" ? card : "paid";
    completeSession(merchant, session, { email, name: name.trim() || email, outcome });
    if (outcome === "declined")
      return c.html(
        checkoutPage(merchant, session, { email, name }, "The card was declined. Try another one."),
      );
    const next = session.success_url?.replaceAll("{CHECKOUT_SESSION_ID}", session.id);
    return c.redirect(next ?? `/shop/stripe/checkout/${session.id}`, 303);
  });
  pages.get("/link/:id", (c) => {
    const [merchant, id] = owner(c, "paymentLinks");
    const { search } = new URL(c.req.url);
    return c.redirect(`/shop/stripe/checkout/${sessionOfLink(merchant, id).id}${search}`, 303);
  });
  pages.get("/portal/:id", (c) => {
    const [merchant, id] = owner(c, "portalSessions");
    const session = need(merchant, "portalSessions", id);
    return c.html(wholePage(<PortalPage merchant={merchant} session={session} />));
  });
  pages.post("/subscriptions/:id/:step", async (c) => {
    const [merchant, id] = owner(c, "subscriptions");
    const form = await formOf(c);
    const name = c.req.param("step");
    const step = Object.entries(subscriptionSteps).find(([known]) => known === name)?.[1];
    if (!step) throw new Refusal("There is no such step for a subscription.", 404);
    step(merchant, need(merchant, "subscriptions", id), form);
    return backTo(c, form);
  });
  pages.post("/payments/:id/refund", async (c) => {
    const [merchant, id] = owner(c, "charges");
    refund(merchant, chargeOf(merchant, id), {});
    return backTo(c, await formOf(c));
  });
  pages.post("/payments/:id/dispute", async (c) => {
    const [merchant, id] = owner(c, "charges");
    const form = await formOf(c);
    dispute(merchant, chargeOf(merchant, id), disputeInput.parse(form).outcome);
    return backTo(c, form);
  });
  pages.post("/hold", async (c) => {
    const form = await formOf(c);
    const merchant = findMerchant(shop);
    merchant.account.hold = form.hold === "yes";
    if (!merchant.account.hold) releaseHeld(outboxOf(merchant));
    merchant.changed();
    return backTo(c, form);
  });
  pages.post("/resend", async (c) => {
    const form = await formOf(c);
    const { done } = resendEvents(
      outboxOf(findMerchant(shop)),
      form.event_id ? { event_id: form.event_id } : {},
    );
    if (form.event_id) await done;
    return backTo(c, form);
  });
  return pages;
}

/** Where the buyer goes: to Checkout, or to the purchases if the merchant did everything. */
function start(
  merchant: Merchant,
  { how, price, email = "", name = "" }: Record<string, string | undefined>,
): string {
  const way: Way = ways.find((known) => known === how) ?? "checkout";
  const wanted = [{ price: priceBy(merchant, { price }), quantity: 1 }];
  const prefilled = new URLSearchParams({ prefilled_email: email, name });
  if (way === "checkout") {
    const session = newSession(merchant, wanted);
    merchant.changed();
    return `/shop/stripe/checkout/${session.id}?${prefilled}`;
  }
  if (way === "payment_link") {
    const link = newPaymentLink(merchant, wanted);
    merchant.changed();
    return `/shop/stripe/link/${link.id}?${prefilled}`;
  }
  buy(merchant, { ...plainOrder, how: way, wanted, email, name });
  return "/shop/stripe/purchases";
}

/** Each visitor of a payment link gets a checkout of their own. */
function sessionOfLink(merchant: Merchant, id: string): Session {
  const link = need(merchant, "paymentLinks", id);
  if (!link.active) throw new Refusal("This payment link is no longer active.", 410);
  const wanted = [...merchant.account.lineItems.values()]
    .filter((line) => line.parent === id)
    .map((line) => ({ price: need(merchant, "prices", line.price), quantity: line.quantity ?? 1 }));
  const session = newSession(merchant, wanted, { payment_link: id, metadata: link.metadata });
  merchant.changed();
  return session;
}

function checkoutPage(
  merchant: Merchant,
  session: Session,
  prefilled: Partial<Buyer> = {},
  problem?: string,
): string {
  if (session.status !== "open")
    return wholePage(<ClosedCheckoutPage merchant={merchant} session={session} />);
  const customer = merchant.account.customers.get(session.customer ?? "");
  const known = customer && !customer.deleted ? customer : undefined;
  const email = known?.email ?? session.customer_email ?? "";
  const buyer = { email, name: known?.name ?? "", ...prefilled };
  return wholePage(
    <CheckoutPage merchant={merchant} session={session} buyer={buyer} {...(problem ? { problem } : {})} />,
  );
}
