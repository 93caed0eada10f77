import type { Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../../../refusal";
import { settleSession } from "../life/complete-session";
import { changeCustomer, deleteCustomer } from "../life/customer-life";
import { chargeOf, dispute, refund, undoRefund } from "../life/refunds-and-disputes";
import { need } from "../merchant";
import type { StripeShop } from "../stripe";
import { about } from "./about";
import { customerInput, disputeInput, refundInput } from "./input";

/** Money that comes late or goes back, and what happens to customers. */
export function addMoneyControl(control: Hono, shop: StripeShop): void {
  for (const collection of ["paymentIntents", "charges"] as const) {
    control.post("/payments/:id/refund", (c, next) =>
      about(shop, c, next, collection, async (merchant, id) => {
        const made = refund(merchant, chargeOf(merchant, id), await readControlBody(c, refundInput));
        return { refund: made, events: merchant.sent };
      }),
    );
    control.post("/payments/:id/dispute", (c, next) =>
      about(shop, c, next, collection, async (merchant, id) => {
        const { outcome, amount } = await readControlBody(c, disputeInput);
        const made = dispute(merchant, chargeOf(merchant, id), outcome, amount);
        return { dispute: made, events: merchant.sent };
      }),
    );
  }
  for (const status of ["failed", "canceled"] as const) {
    control.post(`/refunds/:id/${status === "failed" ? "fail" : "cancel"}`, (c, next) =>
      about(shop, c, next, "refunds", (merchant, id) => ({
        refund: undoRefund(merchant, id, status),
        events: merchant.sent,
      })),
    );
  }
  control.post("/sessions/:id/settle", (c, next) =>
    about(shop, c, next, "sessions", async (merchant, id) => {
      const { paid } = await readControlBody(c, z.object({ paid: z.boolean().default(true) }));
      settleSession(merchant, need(merchant, "sessions", id), paid);
      return { events: merchant.sent };
    }),
  );
  control.post("/customers/:id/set", (c, next) =>
    about(shop, c, next, "customers", async (merchant, id) => ({
      customer: changeCustomer(merchant, id, await readControlBody(c, customerInput)),
      events: merchant.sent,
    })),
  );
  control.post("/customers/:id/delete", (c, next) =>
    about(shop, c, next, "customers", (merchant, id) => {
      deleteCustomer(merchant, id);
      return { events: merchant.sent };
    }),
  );
}
