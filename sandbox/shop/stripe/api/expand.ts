import type { StripeAccount } from "../account";
import type { Presented } from "../objects";
import { hiddenLists, present } from "../present";
import { refuse } from "./refuse";

type Collection =
  | "charges"
  | "customers"
  | "invoices"
  | "paymentIntents"
  | "paymentLinks"
  | "prices"
  | "products"
  | "schedules"
  | "subscriptions";

/** What Stripe lets a caller expand, by object; null where the sandbox keeps only the id. */
const joins: Record<string, Record<string, Collection | null>> = {
  product: { default_price: "prices", tax_code: null },
  price: { product: "products" },
  plan: { product: "products" },
  customer: { default_source: null },
  "checkout.session": {
    customer: "customers",
    invoice: "invoices",
    payment_intent: "paymentIntents",
    payment_link: "paymentLinks",
    setup_intent: null,
    subscription: "subscriptions",
  },
  subscription: {
    customer: "customers",
    default_payment_method: null,
    latest_invoice: "invoices",
    pending_setup_intent: null,
    schedule: "schedules",
  },
  invoice: {
    customer: "customers",
    default_payment_method: null,
    "parent.subscription_details.subscription": "subscriptions",
  },
  subscription_schedule: { customer: "customers", subscription: "subscriptions" },
  line_item: { "pricing.price_details.price": "prices", subscription: "subscriptions" },
  invoice_payment: {
    invoice: "invoices",
    "payment.charge": "charges",
    "payment.payment_intent": "paymentIntents",
  },
  payment_intent: { customer: "customers", latest_charge: "charges", payment_method: null },
  charge: { balance_transaction: null, customer: "customers", payment_intent: "paymentIntents" },
  refund: { balance_transaction: null, charge: "charges", payment_intent: "paymentIntents" },
  dispute: { charge: "charges", payment_intent: "paymentIntents" },
};

const deepest = 4;

/** Puts the objects that were asked for in the place of their ids. */
export function expandPaths(account: StripeAccount, answer: Presented, paths: string[] = []): Presented {
  for (const path of paths) {
    const steps = path.split(".");
    if (steps.length > deepest)
      refuse(`You cannot expand more than 4 levels of a property. Property: ${path}`, { param: "expand" });
    walk(account, answer, steps, path);
  }
  return answer;
}

function walk(account: StripeAccount, at: unknown, steps: string[], path: string): void {
  if (steps.length === 0) return;
  if (Array.isArray(at)) {
    for (const one of at) walk(account, one, steps, path);
    return;
  }
  if (typeof at !== "object" || at === null) return;
  const owner = at as Presented;
  const [step = "", ...rest] = steps;
  if (owner.object === "list" && step === "data" && rest.length > 0) {
    walk(account, owner.data, rest, path);
    return;
  }
  const hidden = hiddenLists[owner.object]?.[step];
  if (hidden && !owner[step]) owner[step] = hidden(account, owner.id ?? "");
  const isEmbedded = typeof owner[step] === "object" && owner[step] !== null && rest.length > 0;
  if (!hidden && !join(account, owner, steps) && !isEmbedded) cannot(path, step);
  const [inner, left] = hidden || owner[step] === undefined ? [owner[step], rest] : reached(owner, steps);
  walk(account, inner, left, path);
}

/** Replaces the id under a plain or dotted name; false when Stripe would not expand it. */
function join(account: StripeAccount, owner: Presented, steps: string[]): boolean {
  const name = joinName(owner, steps);
  if (name === undefined) return false;
  const collection = joins[owner.object]?.[name];
  const parts = name.split(".");
  const last = parts.pop() ?? "";
  const holder = parts.reduce<unknown>((value, part) => inside(value, part), owner);
  const id = inside(holder, last);
  const found = collection && typeof id === "string" ? account[collection].get(id) : undefined;
  if (found && typeof holder === "object" && holder !== null)
    Reflect.set(holder, last, present(account, found));
  return true;
}

function joinName(owner: Presented, steps: string[]): string | undefined {
  const path = steps.join(".");
  return Object.keys(joins[owner.object] ?? {}).find((name) => path === name || path.startsWith(`${name}.`));
}

/** The value behind the first step, or behind a dotted name as a whole, and the steps that are left. */
function reached(owner: Presented, steps: string[]): [unknown, string[]] {
  const parts = joinName(owner, steps)?.split(".") ?? steps.slice(0, 1);
  return [parts.reduce<unknown>((value, part) => inside(value, part), owner), steps.slice(parts.length)];
}

function inside(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function cannot(path: string, step: string): never {
  refuse(
    `This property cannot be expanded (${path}). You may want to try expanding 'data.${step}' instead.`,
    { param: "expand" },
  );
}
