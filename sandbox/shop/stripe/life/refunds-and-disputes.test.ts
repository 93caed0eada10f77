import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { stripeWorld } from "@/test/world/stripe-world";

let at: Awaited<ReturnType<typeof stripeWorld>>;
beforeAll(async () => {
  at = await stripeWorld();
});
beforeEach(() => at.startOver());
afterAll(() => at.sandbox.close());

const charge = async (intent: string) =>
  (await at.stripe.charges.list({ payment_intent: intent, expand: ["data.refunds"] })).data[0];

test("refunds add up on the charge, and one that fails is taken off again", async () => {
  const { payment_id } = await at.buy({ product: "Lifetime" });
  const refund = (body: object) =>
    at.control<{ refund: Stripe.Refund; events: string[] }>(`/shop/payments/${payment_id}/refund`, body);
  const part = await refund({ amount: 900 });
  expect(await charge(payment_id)).toMatchObject({ amount_refunded: 900, refunded: false });
  expect(await at.types(part.events)).toEqual(["charge.refunded", "refund.created", "refund.updated"]);
  const rest = await refund({ pending: true });
  expect(rest.refund).toMatchObject({ status: "pending", amount: 24_000 });
  expect(await charge(payment_id)).toMatchObject({ amount_refunded: 24_900, refunded: true });
  await expect(refund({})).rejects.toThrow("can be refunded");
  const failed = await at.control<{ events: string[] }>(`/shop/refunds/${rest.refund.id}/fail`);
  expect(await at.types(failed.events)).toContain("refund.failed");
  expect(await charge(payment_id)).toMatchObject({ amount_refunded: 900, refunded: false });
  const { data } = await at.stripe.refunds.list({ payment_intent: payment_id });
  expect(data.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
  expect((await charge(payment_id))?.refunds?.data).toHaveLength(2);
});

test("a refund's charge event carries no refunds", async () => {
  const { payment_id } = await at.buy({ product: "Lifetime" });
  await at.control(`/shop/payments/${payment_id}/refund`);
  const { data } = await at.stripe.events.list({ type: "charge.refunded" });
  expect(data[0]?.data.object).toMatchObject({ refunded: true });
  expect(data[0]?.data.object).not.toHaveProperty("refunds");
});

test("disputes: an inquiry, its way to a loss, the appeal, and a win", async () => {
  const { payment_id } = await at.buy({ product: "Pro" });
  const dispute = async (outcome: string) => {
    const made = await at.control<{ dispute: Stripe.Dispute; events: string[] }>(
      `/shop/payments/${payment_id}/dispute`,
      { outcome },
    );
    return [made.dispute.status, ...(await at.types(made.events))];
  };
  expect(await dispute("inquiry")).toEqual(["warning_needs_response", "charge.dispute.created"]);
  expect(await dispute("opened")).toEqual([
    "needs_response",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
  ]);
  expect(await dispute("lost")).toEqual(["lost", "charge.dispute.updated", "charge.dispute.closed"]);
  expect(await dispute("appealed")).toEqual(["appeal_under_review", "charge.dispute.updated"]);
  expect(await dispute("appeal_won")).toEqual([
    "won",
    "charge.dispute.updated",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
  ]);
  expect((await at.stripe.disputes.list({ payment_intent: payment_id })).data).toHaveLength(1);
  expect(await charge(payment_id)).toMatchObject({ disputed: true });
  await expect(dispute("inquiry_closed")).rejects.toThrow("cannot become");
});

test("a dispute that is won, one that is prevented, and an end without a beginning", async () => {
  const outcomes = { won: "won", prevented: "prevented", inquiry_closed: "warning_closed", lost: "lost" };
  for (const [outcome, status] of Object.entries(outcomes)) {
    const { payment_id } = await at.buy({ product: "Lifetime" });
    const made = await at.control<{ dispute: Stripe.Dispute; events: string[] }>(
      `/shop/payments/${payment_id}/dispute`,
      { outcome },
    );
    expect(made.dispute.status).toBe(status);
    expect(await at.types(made.events)).toEqual(
      expect.arrayContaining(["charge.dispute.created", "charge.dispute.closed"]),
    );
  }
});
