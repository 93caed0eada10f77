import type { Page } from "@playwright/test";
import { address, expect, pro, test } from "./fixtures";
import { authorize, beOnDiscord, control, expectRoles, mail, unique } from "./sandbox";

test("an authorization that returns in another browser connects nobody without a question", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const vera = unique("vera");
  await shop.buy("Pro", address(vera));
  const began = await someone();
  const start = await began.request.get(await claimLink(vera), { maxRedirects: 0 });
  const user = await control<{ id: string }>("/discord/users", { username: vera });
  const { location } = await control<{ location: string }>("/discord/authorize", {
    url: start.headers().location,
    user_id: user.id,
  });

  const cameBack = await someone();
  await cameBack.goto(location);
  await expect(cameBack.getByText(new RegExp(vera, "i")).first()).toBeVisible();
  await expectRoles(server.id, vera, null);
  await cameBack.getByRole("button", { name: /^Connect / }).click();
  await expect(cameBack.getByRole("heading", { name: "You're in" })).toBeVisible();
  await expectRoles(server.id, vera, ["Pro"]);
});

test("an account that may be the wrong one is connected only after a question", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant("Corner Shop");
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const [ada, eve, tester] = [unique("ada"), unique("eve"), unique("tester")];
  for (const who of [ada, eve]) await shop.buy("Pro", address(who));

  await test.step("a merchant who tests on themselves is asked, and can take another account", async () => {
    const { page } = shop;
    await page.goto(await claimLink(ada));
    await beOnDiscord(page, unique("wrong"));
    await authorize(page);
    await expect(
      page.getByRole("heading", { name: /^Connect Wrong_.* to Ada.s Pro access\?$/i }),
    ).toBeVisible();
    await expect(page.getByText(`signed in to the dashboard as ${shop.email}`)).toBeVisible();
    await expectRoles(server.id, ada, null);
    await page.getByRole("button", { name: "Use another account" }).click();
    await page.getByRole("button", { name: "Not you?" }).click();
    await beOnDiscord(page, tester);
    await authorize(page);
    await page.getByRole("button", { name: new RegExp(`^Connect ${tester}`, "i") }).click();
    await expect(page.getByRole("heading", { name: "You're in" })).toBeVisible();
    await expect(page.getByText("Connected as")).toBeVisible();
    await expect(page.getByRole("link", { name: "Not you?" })).toHaveAttribute("href", "/portal");
    await expectRoles(server.id, tester, ["Pro"]);
  });

  const customer = await someone();
  const comeBackAs = async (username: string) => {
    const { users } = await control<{ users: { id: string; username: string }[] }>("/discord/users");
    await comeBack(
      customer,
      await claimLink(eve),
      users.find((user) => user.username === username)?.id ?? "",
    );
  };

  await test.step("the account of another customer", async () => {
    await comeBackAs(tester);
    await expect(customer.getByText("already has access through another purchase")).toBeVisible();
  });

  await test.step("the account that owns the server", async () => {
    await comeBack(customer, await claimLink(eve), server.ownerId);
    await expect(customer.getByText(/^This Discord account runs/)).toBeVisible();
    await shop.expectGrants(address(eve), "Pro role: pending");
  });
});

async function claimLink(username: string): Promise<string> {
  const { links } = await mail(address(username), /^Join the/);
  return links.find((one) => one.includes("/connect/discord/")) ?? "";
}

/** Opens the link, consents at Discord as this user, and comes back in the same browser. */
async function comeBack(page: Page, link: string, userId: string): Promise<void> {
  const start = await page.request.get(link, { maxRedirects: 0 });
  const { location } = await control<{ location: string }>("/discord/authorize", {
    url: start.headers().location,
    user_id: userId,
  });
  await page.goto(location);
}
