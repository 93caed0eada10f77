import { address, expect, pro, test } from "./fixtures";
import { unique } from "./sandbox";

test("a sale that gave nothing is in Needs attention with its buyer, until an entitlement is attached", async ({
  merchant,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro");
  const early = address(unique("early"));
  await shop.expectProcessed(await shop.buy("Pro", early), "subscription.active", 1);
  const { page } = shop;

  await shop.open("/attention");
  const card = page.getByRole("article").filter({ hasText: "Pro was sold and gives nothing" });
  await expect(card).toContainText(early);
  await card.getByRole("link", { name: "Show the events" }).click();
  await expect(page.getByText("Showing only events with this problem.")).toBeVisible();
  await expect(page.getByText(/Pro gives nothing: no entitlement is attached to it/)).toBeVisible();

  await page.goBack();
  await card.getByRole("link", { name: "Attach an entitlement" }).click();
  await page.getByRole("switch").first().click();
  await page.getByRole("button", { name: "Give it to all 1" }).click();
  await expect(page.getByText("1 changed")).toBeVisible();
  await shop.open("/attention");
  await expect(page.getByText("All clear")).toBeVisible();
});
