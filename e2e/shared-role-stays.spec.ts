import { address, claim, expect, pro, test, vip } from "./fixtures";
import { expectRoles, mails, rolesOf, unique } from "./sandbox";

test("a role from two purchases stays until both have ended", async ({ merchant, someone }) => {
  const shop = await merchant();
  await shop.connectShop(pro, vip);
  const server = await shop.connectServer("Pro", "VIP");
  await shop.entitlement(server, "Pro", "Pro", "VIP");
  await shop.entitlement(server, "VIP", "VIP");
  const sara = unique("sara");
  const first = await shop.buy("Pro", address(sara));
  await claim(await someone(), address(sara), sara);
  await expectRoles(server.id, sara, ["Pro"]);

  const second = await test.step("the second purchase needs no second consent", async () => {
    const sale = await shop.buy("VIP", address(sara));
    await expectRoles(server.id, sara, ["Pro", "VIP"]);
    const invitations = (await mails(address(sara))).filter(({ subject }) => subject.startsWith("Join the"));
    expect(invitations).toHaveLength(1);
    return sale;
  });

  await test.step("ending the first keeps the role that the second gives", async () => {
    await shop.subscription(first, "cancel");
    await shop.expectGrants(
      address(sara),
      "Pro role: delivered",
      "Pro role: revoked subscription_cancelled",
      "VIP role: delivered",
    );
    expect(await rolesOf(server.id, sara)).toEqual(["Pro", "VIP"]);
  });

  await test.step("the merchant can read why she has it", async () => {
    await shop.open("/entitlements");
    await shop.page.getByRole("link", { name: /Sara/ }).first().click();
    await expect(shop.page.getByText("Why this person has it")).toBeVisible();
  });

  await test.step("ending the last one removes both roles", async () => {
    await shop.subscription(second, "cancel");
    await expectRoles(server.id, sara, []);
  });
});

test("a plan change keeps what both plans give", async ({ merchant, someone }) => {
  const shop = await merchant();
  await shop.connectShop(pro, vip);
  const server = await shop.connectServer("Pro", "VIP");
  await shop.entitlement(server, "Pro", "Pro", "VIP");
  await shop.entitlement(server, "VIP", "VIP");
  const pia = unique("pia");
  const sale = await shop.buy("VIP", address(pia));
  await claim(await someone(), address(pia), pia);
  await expectRoles(server.id, pia, ["Pro", "VIP"]);
  await shop.subscription(sale, "change-plan", { product: "Pro" });
  await expectRoles(server.id, pia, ["Pro"]);
  await shop.expectGrants(address(pia), "Pro role: delivered", "VIP role: revoked plan_changed");
});
