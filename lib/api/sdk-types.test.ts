import type DodoPayments from "dodopayments";
import type { CountryCode, Currency } from "dodopayments/resources/misc";
import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type { customer } from "./customers";
import type { entitlement } from "./entitlements";
import type { grant } from "./grants";
import type { ListedOperation } from "./operations";
import type { listedProduct, product } from "./products";
import type { payment, subscription } from "./purchases";

/*
 * Our answers held against the types of the published SDK: a field that it never has as null is never null here. The
 * compiler judges, so `npm run check` fails where a type does not fit.
 */

/** Codes of currencies and countries are what the provider says, and a provider has its own name. */
type Loose<T> = T extends Currency | CountryCode
  ? string
  : T extends (infer Item)[]
    ? Loose<Item>[]
    : T extends object
      ? { [Name in keyof T]: Name extends "payment_provider" | "status" ? string | null : Loose<T[Name]> }
      : T;

/** What a GET of this path answers. */
type Answer<Path extends ListedOperation["path"]> = Extract<
  ListedOperation,
  { method: "GET"; path: Path }
>["answer"] extends infer Schema extends z.ZodType
  ? z.input<Schema>
  : never;

test("answers have the types of the published SDK", () => {
  expectTypeOf<z.input<typeof entitlement>>().toExtend<Loose<DodoPayments.Entitlement>>();
  expectTypeOf<z.input<typeof grant>>().toExtend<Loose<DodoPayments.Entitlements.EntitlementGrant>>();
  expectTypeOf<z.input<typeof product>>().toExtend<Loose<DodoPayments.Product>>();
  expectTypeOf<z.input<typeof listedProduct>>().toExtend<Loose<DodoPayments.ProductListResponse>>();
  expectTypeOf<z.input<typeof customer>>().toExtend<Loose<DodoPayments.Customer>>();
  expectTypeOf<z.input<typeof payment>>().toExtend<
    Loose<DodoPayments.Payment & DodoPayments.PaymentListResponse>
  >();
  expectTypeOf<z.input<typeof subscription>>().toExtend<
    Loose<DodoPayments.Subscription & DodoPayments.SubscriptionListResponse>
  >();
  expectTypeOf<Answer<"/webhooks/{id}">>().toExtend<DodoPayments.WebhookDetails>();
  expectTypeOf<Answer<"/customers/{id}/entitlements">>().toExtend<
    Loose<DodoPayments.CustomerListEntitlementsResponse>
  >();
});

test("the comparison sees a null where the SDK has none", () => {
  type Wrong = Omit<z.input<typeof payment>, "settlement_amount"> & { settlement_amount: null };
  expectTypeOf<Wrong>().not.toExtend<Loose<DodoPayments.Payment>>();
});
