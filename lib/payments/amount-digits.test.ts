import { describe, expect, test } from "vitest";
import { isoDigits, money } from "@/lib/money";
import { amountDigits } from "./amount-digits";

/** Intl puts a no-break space behind some symbols, and newer ones show `.00` where coins are out of use. */
const shown = (...given: Parameters<typeof money>) =>
  money(...given)
    .replace(/\u00a0/g, " ")
    .replace(/^((?:Ft|UGX|Ar) .*)\.00$/, "$1");
const sold = (amount: number, currency: string) => shown(amount, currency, amountDigits("stripe", currency));

describe("13-currency-digits", () => {
  test.each([
    [450_000, "HUF", "Ft 4,500"],
    [500_000, "ISK", "kr 5,000"],
    [500_000, "UGX", "UGX 5,000"],
    [5000, "JPY", "¥5,000"],
    [12_500, "KWD", "KWD 12.500"],
    [5000, "MGA", "Ar 5,000"],
  ])("Stripe's %i of %s are %s", (amount, currency, words) => expect(sold(amount, currency)).toBe(words));

  test.each(["AFN", "ALL", "COP", "HUF", "IDR", "LAK", "LBP", "MMK", "PKR", "SOS", "YER"])(
    "%s has two digits on the wire, though its coins are out of use",
    (currency) => {
      expect(amountDigits("stripe", currency)).toBe(2);
      expect(sold(450_050, currency)).toMatch(/4,500\.50$/);
    },
  );
});

test.each([
  [1999, "USD", "$19.99"],
  [1900, "USD", "$19.00"],
  [1900, "eur", "€19.00"],
  [450_050, "HUF", "Ft 4,500.50"],
  [5000, "ISK", "kr 5,000"],
  [1, "BHD", "BHD 0.001"],
  [123, "USDC", "1.23 USDC"],
])("%i of %s are %s by ISO 4217", (amount, currency, words) => expect(shown(amount, currency)).toBe(words));

test("what has no amount or no currency has no price", () => {
  expect([money(null, "USD"), money(100, null)]).toEqual(["No price", "No price"]);
});

test("Stripe's lists of zero and three digits hold, beside ISO 4217", () => {
  const zero = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" ");
  const three = "BHD JOD KWD OMR TND".split(" ");
  for (const currency of zero) expect([currency, amountDigits("stripe", currency)]).toEqual([currency, 0]);
  for (const currency of three) expect([currency, amountDigits("stripe", currency)]).toEqual([currency, 3]);
  for (const currency of ["ISK", "UGX", "HUF", "TWD", "USD"])
    expect([currency, amountDigits("stripe", currency)]).toEqual([currency, 2]);
  expect([amountDigits("dodo", "ISK"), amountDigits(null, "MGA"), isoDigits("XCG")]).toEqual([0, 2, 2]);
});
