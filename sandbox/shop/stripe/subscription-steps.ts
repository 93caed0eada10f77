import { z } from "zod";
import { fittingControl } from "../../refusal";
import { priceBy } from "./catalogue-lookup";
import { planInput } from "./control/input";
import { addItem, changePlan, removeItem, setQuantity } from "./life/change-plan";
import { end, neverPaid, runOut } from "./life/end";
import { fallBehind, renew } from "./life/renew";
import {
  cancelLater,
  endTrial,
  fallOverdue,
  keep,
  leaveUnpaid,
  pause,
  pauseCollection,
  payUp,
  resume,
  resumeCollection,
  warnOfTrialEnd,
} from "./life/subscription-life";
import type { Merchant } from "./merchant";
import type { Subscription } from "./objects";

type Step = (merchant: Merchant, subscription: Subscription, body: unknown) => void;

const pauseTypes = [
  "pause_requested",
  "trial_end_without_payment_method",
  "first_payment_failure",
  "final_payment_failure",
  "system",
] as const;
const cancelReasons = [
  "cancellation_requested",
  "payment_failed",
  "payment_disputed",
  "canceled_by_retention_policy",
] as const;
const pauseInput = z.object({ type: z.enum(pauseTypes).default("pause_requested") });
const cancelInput = z.object({ reason: z.enum(cancelReasons).nullable().default("cancellation_requested") });
const laterInput = z.object({
  by: z.enum(["flag", "cancel_at", "both"]).default("both"),
  at: z.number().int().optional(),
});
const collectionInput = z.object({
  behavior: z.enum(["void", "keep_as_draft", "mark_uncollectible"]).default("void"),
  resumes_at: z.number().int().nullable().default(null),
});
const quantityInput = z.object({ quantity: z.number().int().min(0), price: z.string().optional() });

/** The steps of `POST /control/shop/subscriptions/{id}/{step}`; the first eleven are named as at Dodo. */
export const subscriptionSteps: Record<string, Step> = {
  renew,
  hold: leaveUnpaid,
  activate: payUp,
  pause: (merchant, one, body) => pause(merchant, one, fittingControl(body, pauseInput).type),
  unpause: resume,
  cancel: (merchant, one, body) => end(merchant, one, fittingControl(body, cancelInput).reason),
  "cancel-at-period-end": (merchant, one, body) => {
    const { by, at } = fittingControl(body, laterInput);
    cancelLater(merchant, one, by, at);
  },
  keep,
  expire: runOut,
  "past-due": fallBehind,
  "change-plan": (merchant, one, body) => {
    const given = fittingControl(body, planInput);
    changePlan(merchant, one, { ...given, price: priceBy(merchant, given) });
  },
  unpaid: leaveUnpaid,
  overdue: fallOverdue,
  "incomplete-expire": neverPaid,
  "pause-collection": (merchant, one, body) => {
    const { behavior, resumes_at } = fittingControl(body, collectionInput);
    pauseCollection(merchant, one, behavior, resumes_at);
  },
  "resume-collection": resumeCollection,
  "trial-will-end": warnOfTrialEnd,
  "trial-end": endTrial,
  "add-item": (merchant, one, body) => {
    const given = fittingControl(body, planInput);
    addItem(merchant, one, priceBy(merchant, given), given.quantity ?? 1);
  },
  "remove-item": (merchant, one, body) =>
    removeItem(merchant, one, priceBy(merchant, fittingControl(body, planInput)).id),
  quantity: (merchant, one, body) => {
    const { quantity, price } = fittingControl(body, quantityInput);
    setQuantity(merchant, one, quantity, price);
  },
};
