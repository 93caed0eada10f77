import { address, expect, pro, test } from "./fixtures";
import { unique } from "./sandbox";

test("attached from the entitlement, existing customers get it, and the page shows how far that has come", async ({
  merchant,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.expectProcessed(await shop.buy("Pro", address(unique("early"))), "subscription.active", 1);
  const { page } = shop;
  await shop.open(`/entitlements/${await shop.entitlement(server, "Pro")}`);
  await page.getByRole("switch", { name: "Pro gives this" }).click();
  await page.getByRole("button", { name: "Give it to all 1" }).click();
  await expect(page.getByText("1 changed")).toBeVisible();
});
