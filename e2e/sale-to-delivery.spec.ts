import { address, expect, pro, test } from "./fixtures";
import { authorize, beOnDiscord, expectRoles, openInMail, unique } from "./sandbox";

const demoServer = "1203390155810926592";

test("a merchant connects Discord and sells a role; a customer buys it and is in", async ({
  page,
  someone,
}) => {
  await test.step("one click signs in at the demo's front page", async () => {
    await page.goto("/");
    await page.getByRole("button", { name: "Sign in as the merchant" }).click();
    await expect(page).toHaveURL(/\/demo$/);
  });

  await test.step("Entitlements → New entitlement → Discord Access asks to connect Discord", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Entitlements" }).click();
    await page.getByRole("link", { name: "New entitlement" }).first().click();
    await page.getByRole("button", { name: /Discord Access/ }).click();
    for (const permission of ["Manage Roles", "Create Invite", "Kick Members"])
      await expect(page.getByText(permission, { exact: true })).toBeVisible();
  });

  await test.step("Discord opens in a new tab: sign in, pick the server, authorize", async () => {
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: /^Connect Discord/ }).click();
    const discord = await opened;
    await expect(page.getByText("Waiting for Discord")).toBeVisible();
    await discord.getByRole("button", { name: /^Mona/ }).click();
    await discord.getByLabel("Add to server").selectOption({ label: "The Lounge" });
    await authorize(discord);
    await expect(discord.getByRole("heading", { name: "Server connected" })).toBeVisible();
    await expect(discord.getByRole("link", { name: "Open Discord's server settings" })).toBeVisible();
    await discord.close();
  });

  await test.step("the first tab continues automatically, and explains the one drag that is needed", async () => {
    await expect(page.getByRole("heading", { name: "One drag in Discord" })).toBeVisible();
  });

  await test.step("the role is moved up in Discord, and the panel continues automatically", async () => {
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Open Discord's server settings" }).click();
    const moderator = await opened;
    const roles = moderator.locator("#roles");
    const up = roles.getByRole("button", { name: "Move Gatehouse up" });
    const place = () =>
      roles.locator("li strong").evaluateAll((all) => all.map((one) => one.textContent).indexOf("Gatehouse"));
    for (let position = await place(); position > 1; position--) {
      await up.click();
      await expect.poll(place).toBe(position - 1);
    }
    await moderator.close();
    await expect(page.getByRole("radio", { name: "VIP" })).toBeVisible();
    await expect(page.getByText("is the bot's role. It can only give roles below this line")).toBeVisible();
    await expect(page.getByText("This role is above the bot's role", { exact: false })).toBeVisible();
  });

  await test.step("pick the role, keep the suggested name, create, attach to the product", async () => {
    await page.getByRole("radio", { name: "VIP" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("VIP in The Lounge");
    await page.getByRole("button", { name: "Create Entitlement" }).click();
    await page.getByRole("switch", { name: "VIP gives this" }).click();
    await expect(page.getByRole("switch", { name: "VIP gives this" })).toBeChecked();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("heading", { name: "VIP in The Lounge" }).first()).toBeVisible();
  });

  const customer = await someone();
  const username = unique("ana");
  const email = address(username);

  await test.step("a customer buys it on the product's page", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Products" }).click();
    await page.getByRole("link", { name: "VIP", exact: true }).first().click();
    const buyPage = await page
      .getByRole("link", { name: /\/buy\// })
      .or(page.locator("a[href*='/buy/']"))
      .first()
      .getAttribute("href");
    await customer.goto(buyPage ?? "");
    await customer.getByRole("button", { name: "Buy" }).click();
    await customer.getByLabel("Email").fill(email);
    await customer.getByLabel("Name").fill("Ana");
    await customer.getByRole("button", { name: /^Pay/ }).click();
    await expect(customer.getByRole("heading", { level: 1 })).toBeVisible();
  });

  await test.step("the mail's button leads through Discord's consent to \"You're in\"", async () => {
    const claim = await openInMail(customer, email, /^Join the Demo Community Discord/, "Join the Discord");
    await beOnDiscord(claim, username);
    await authorize(claim);
    await expect(claim.getByRole("heading", { name: "You're in" })).toBeVisible();
    await expect(claim.getByRole("link", { name: /Open Discord/ })).toBeVisible();
  });

  await test.step("the member has the role, and the merchant sees the whole history", async () => {
    await expectRoles(demoServer, username, ["VIP"]);
    await page.goto("/demo/entitlements");
    await page.getByRole("link", { name: /Ana/ }).first().click();
    await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible();
    for (const line of ["Access was bought", "Customer opened the link", "Bot gave the role"])
      await expect(page.getByText(line)).toBeVisible();
  });
});

test("without scripts, a buyer pays and joins from the page they come back to", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const { items } = await shop.api<{ items: { product_id: string; name: string }[] }>("GET", "/products");
  const nina = unique("nina");
  const page = await someone({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await page.goto(`/buy/${items.find(({ name }) => name === "Pro")?.product_id}`);
  await page.getByRole("button", { name: "Buy" }).click();
  await page.getByLabel("Email").fill(address(nina));
  await page.getByLabel("Name").fill("Nina");
  await page.getByRole("button", { name: /^Pay/ }).click();
  await expect(page.getByRole("heading", { name: "Thank you. Pro is yours" })).toBeVisible();
  const thanks = page.url();
  await page.getByRole("button", { name: "Join now" }).click();
  await beOnDiscord(page, nina);
  await authorize(page);
  await expect(page.getByRole("heading", { name: "You're in" })).toBeVisible();
  await expectRoles(server.id, nina, ["Pro"]);

  const other = await someone();
  await other.goto(thanks);
  await expect(other.getByRole("heading", { name: "Check your email" })).toBeVisible();
});

test("a merchant signs in by a mailed link, which works once", async ({ merchant, someone }) => {
  const { email, slug } = await merchant("Mail Order");
  const page = await someone();
  await page.goto(`/${slug}/entitlements`);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Email me a sign-in link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const opened = await openInMail(page, email, /sign/i, "Sign in");
  const link = opened.url();
  await opened.getByRole("button", { name: "Sign in" }).click();
  await expect(opened).toHaveURL(new RegExp(`/${slug}`));
  await expect(opened.getByRole("navigation", { name: "Main" })).toBeVisible();

  const stranger = await someone();
  await stranger.goto(link);
  await stranger.getByRole("button", { name: "Sign in" }).click();
  await expect(stranger).toHaveURL(/\/sign-in\?/);
});
