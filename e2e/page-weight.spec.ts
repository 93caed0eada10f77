import { expect, test } from "@playwright/test";
import { customersMay, isForCustomers, scriptSizes } from "../bench/pages/script-sizes";

test("customers' pages load hardly more JavaScript than an empty page", () => {
  const { floor, pages } = scriptSizes(process.env.E2E_BUILD ?? "");
  const customers = [...pages].filter(([route]) => isForCustomers(route));
  expect(customers.length).toBeGreaterThan(7);
  expect(customers.filter(([, size]) => size > floor + customersMay)).toEqual([]);
});
