import { address, claim, expect, lifetime, pro, test } from "./fixtures";
import { control, expectRoles, mail, unique } from "./sandbox";

test("access ends with the purchase, and comes back with it", async ({ merchant, someone }) => {
  const shop = await merchant();
  await shop.connectShop(pro, lifetime);
  const server = await shop.connectServer("Pro", "Founder");
  await shop.entitlement(server, "Pro", "Pro");
  await shop.entitlement(server, "Founder", "Lifetime");
  const [cora, paul, rita] = [unique("cora"), unique("paul"), unique("rita")];
  const sales = await Promise.all([
    shop.buy("Pro", address(cora)),
    shop.buy("Pro", address(paul)),
    shop.buy("Lifetime", address(rita)),
  ]);
  const [cancelled, paused, refunded] = sales;
  for (const username of [cora, paul, rita]) {
    const page = await someone();
    await claim(page, address(username), username);
    await expect(page.getByRole("heading", { name: "You're in" })).toBeVisible();
  }
  await expectRoles(server.id, rita, ["Founder"]);

  await test.step("a cancelled subscription: the role is removed, the member stays, the customer gets a mail", async () => {
    await shop.subscription(cancelled, "cancel");
    await expectRoles(server.id, cora, []);
    await shop.expectGrants(address(cora), "Pro role: revoked subscription_cancelled");
    const { text } = await mail(address(cora), /has ended/);
    expect(text).toContain("cancelled");
  });

  await test.step("a refunded payment: the role is removed", async () => {
    await shop.payment(refunded, "refund");
    await expectRoles(server.id, rita, []);
    await shop.expectGrants(address(rita), "Founder role: revoked refund");
  });

  await test.step("a pause removes the role, and resuming gives it back without a new consent", async () => {
    await shop.subscription(paused, "pause");
    await expectRoles(server.id, paul, []);
    await shop.subscription(paused, "unpause");
    await expectRoles(server.id, paul, ["Pro"]);
    await shop.expectGrants(address(paul), "Pro role: delivered");
  });

  await test.step("the merchant sees why", async () => {
    await shop.open("/entitlements");
    await shop.page.getByRole("link", { name: /Cora/ }).first().click();
    await expect(shop.page.getByText("Revoked", { exact: true }).first()).toBeVisible();
    await expect(
      shop.page.getByText(/subscription was cancelled|Subscription cancelled/i).first(),
    ).toBeVisible();
  });
});

test("after a purchase is cancelled before connecting, its link says that access has ended", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const nora = unique("nora");
  const sale = await shop.buy("Pro", address(nora));
  const { links } = await mail(address(nora), /^Join the/);
  await shop.subscription(sale, "cancel");
  await shop.expectGrants(address(nora), "Pro role: revoked subscription_cancelled");
  const page = await someone();
  await page.goto(links.find((link) => link.includes("/connect/discord/")) ?? "");
  await expect(page.getByRole("heading", { name: "This access has ended" })).toBeVisible();
  await expectRoles(server.id, nora, null);
});

test("a grant that the merchant revoked stays revoked through renewals", async ({ merchant, someone }) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const hans = unique("hans");
  const sale = await shop.buy("Pro", address(hans));
  await claim(await someone(), address(hans), hans);
  await expectRoles(server.id, hans, ["Pro"]);

  const { page } = shop;
  await shop.open("/entitlements");
  await page.getByRole("link", { name: /Hans/ }).first().click();
  // By keyboard alone: the command menu offers what the page does.
  await expect(page.getByRole("button", { name: "Revoke" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("revoke");
  await expect(page.getByRole("option", { name: "Revoke" })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expectRoles(server.id, hans, []);
  await expect(page.getByText("Revoked", { exact: true }).first()).toBeVisible();

  await shop.subscription(sale, "renew");
  await shop.subscription(sale, "hold");
  await shop.subscription(sale, "activate");
  await shop.expectProcessed(sale, "subscription.on_hold", 1);
  await shop.expectProcessed(sale, "subscription.active", 2);
  await shop.expectGrants(address(hans), "Pro role: revoked manual");
  await expectRoles(server.id, hans, []);

  await page.getByRole("button", { name: "Restore access" }).click();
  await expectRoles(server.id, hans, ["Pro"]);
});

test("a removal that Discord refuses is shown as a problem, and happens once the problem is fixed", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const udo = unique("udo");
  const sale = await shop.buy("Pro", address(udo));
  await claim(await someone(), address(udo), udo);
  await expectRoles(server.id, udo, ["Pro"]);

  await control(`/discord/guilds/${server.id}/move-role`, { role_id: server.botRoleId, position: 1 });
  await shop.subscription(sale, "cancel");
  const { page } = shop;
  await shop.open("/attention");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/bot's role/).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectRoles(server.id, udo, ["Pro"]);

  await control(`/discord/guilds/${server.id}/move-role`, { role_id: server.botRoleId, position: 2 });
  await page
    .getByRole("button", { name: /Check again/ })
    .first()
    .click();
  await expectRoles(server.id, udo, []);
  await shop.expectGrants(address(udo), "Pro role: revoked subscription_cancelled");
});
