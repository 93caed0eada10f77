import type DodoPayments from "dodopayments";
import { z } from "zod";
import type { Shop } from "../open-shop";
import { refund, refundable, refundItem } from "../refunds-and-disputes";
import { found, ShopRefusal } from "../shop";
import { createdWithin, dodoApi, fits, metadataInput, page, readBody } from "./api";

export function paymentRoutes(shop: Shop) {
  const payments = dodoApi(shop);
  payments.get("/", (c) => {
    const { subscriptions, payments: all } = c.get("account");
    const listed = [...all.values()].filter((payment) => {
      const bought = payment.subscription_ids.map((id) => subscriptions.get(id)?.product_id ?? null);
      const inCart = payment.product_cart?.map((line) => line.product_id) ?? [];
      return (
        fits(c, {
          customer_id: payment.customer.customer_id,
          subscription_id: payment.subscription_ids,
          product_id: [...inCart, ...bought],
          status: payment.status ?? null,
          brand_id: payment.brand_id,
          currency: payment.currency,
        }) && createdWithin(c, payment.created_at)
      );
    });
    return page(c, listed.map(listItem));
  });
  payments.get("/:payment_id", (c) => c.json(found(c.get("account").payments, c.req.param("payment_id"))));
  payments.get("/:payment_id/line-items", (c) => {
    const payment = found(c.get("account").payments, c.req.param("payment_id"));
    return c.json({ currency: payment.currency, items: [lineItem(payment)] });
  });
  return payments;
}

const refundInput = z.object({
  payment_id: z.string(),
  reason: z.string().max(3000).nullish(),
  metadata: metadataInput.optional(),
  items: z.array(z.object({ item_id: z.string(), amount: z.number().int().positive().nullish() })).nullish(),
});

export function refundRoutes(shop: Shop) {
  const refunds = dodoApi(shop);
  refunds.get("/", (c) => {
    const { payments, refunds: all } = c.get("account");
    const listed = [...all.values()].filter(
      (one) =>
        fits(c, {
          customer_id: one.customer.customer_id,
          status: one.status,
          subscription_id: payments.get(one.payment_id)?.subscription_ids ?? [],
        }) && createdWithin(c, one.created_at),
    );
    return page(c, listed.map(refundItem));
  });
  refunds.post("/", async (c) => {
    const { payment_id, reason, metadata, items } = await readBody(c, refundInput);
    const account = c.get("account");
    const payment = found(account.payments, payment_id);
    const amount = items?.length ? itemsAmount(payment, items) : null;
    return c.json(refund(shop, account, payment_id, { amount, reason, metadata }).refund);
  });
  refunds.get("/:refund_id", (c) => c.json(found(c.get("account").refunds, c.req.param("refund_id"))));
  return refunds;
}

export function disputeRoutes(shop: Shop) {
  const disputes = dodoApi(shop);
  disputes.get("/", (c) => {
    const listed = [...c.get("account").disputes.values()].filter(
      ({ customer, dispute_status, dispute_stage, created_at }) =>
        fits(c, { customer_id: customer.customer_id, dispute_status, dispute_stage }) &&
        createdWithin(c, created_at),
    );
    return page(
      c,
      listed.map(({ brand_id, customer, reason, remarks, ...item }) => item),
    );
  });
  disputes.get("/:dispute_id", (c) => c.json(found(c.get("account").disputes, c.req.param("dispute_id"))));
  return disputes;
}

/** The sandbox has one line per payment: its whole amount, with an id made from the payment's. */
function lineItem(payment: DodoPayments.Payment) {
  return {
    items_id: `itm_${payment.payment_id.slice(4)}`,
    amount: payment.total_amount,
    refundable_amount: refundable(payment),
    tax: 0,
    name: null,
    description: null,
  };
}

function itemsAmount(
  payment: DodoPayments.Payment,
  items: { item_id: string; amount?: number | null }[],
): number | null {
  const { items_id } = lineItem(payment);
  const productIds = payment.product_cart?.map((line) => line.product_id) ?? [];
  const unknown = items.find((item) => item.item_id !== items_id && !productIds.includes(item.item_id));
  if (unknown) {
    throw new ShopRefusal(422, "INVALID_REQUEST_BODY", `Payment has no item ${unknown.item_id}.`);
  }
  if (items.some((item) => item.amount == null)) return null;
  return items.reduce((sum, item) => sum + (item.amount ?? 0), 0);
}

function listItem(payment: DodoPayments.Payment): DodoPayments.PaymentListResponse {
  return {
    payment_id: payment.payment_id,
    brand_id: payment.brand_id,
    status: payment.status,
    total_amount: payment.total_amount,
    currency: payment.currency,
    customer: payment.customer,
    metadata: payment.metadata,
    subscription_id: payment.subscription_id,
    subscription_ids: payment.subscription_ids,
    is_multi_subscription: payment.is_multi_subscription,
    digital_products_delivered: payment.digital_products_delivered,
    has_license_key: false,
    payment_provider: payment.payment_provider,
    payment_method: payment.payment_method,
    payment_method_type: payment.payment_method_type,
    card_last_four: payment.card_last_four,
    card_network: payment.card_network,
    refund_status: payment.refund_status,
    dispute_status: payment.disputes.at(-1)?.dispute_status ?? null,
    invoice_id: payment.invoice_id,
    invoice_url: payment.invoice_url,
    created_at: payment.created_at,
  };
}
