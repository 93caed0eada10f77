import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { address, claim, expect, lifetime, type Merchant, pro, test, vip } from "./fixtures";
import { appUrl, authorize, beOnDiscord, control, expectRoles, mail, unique } from "./sandbox";

const viewports = [
  { width: 1440, height: 900, colorScheme: "light" },
  { width: 1440, height: 900, colorScheme: "dark" },
  { width: 390, height: 844, colorScheme: "dark" },
  { width: 390, height: 844, colorScheme: "light" },
] as const;

test.describe.configure({ mode: "parallel" });
test.use({ contextOptions: { reducedMotion: "reduce" } });

test("no screen of a business with something in every state has a fault", async ({ merchant, someone }) => {
  test.slow();
  const shop = await merchant();
  const { grantId, customerId, endpointId, entitlementId, productId, deliveryId } = await fill(shop, someone);
  const paths = [
    "",
    "/entitlements",
    "/entitlements?new=1",
    `/entitlements/${entitlementId}`,
    `/grants/${grantId}`,
    "/products",
    `/products/${productId}`,
    "/customers",
    `/customers/${customerId}`,
    "/attention",
    "/servers",
    "/developers",
    "/developers/webhooks",
    `/developers/webhooks/${endpointId}`,
    "/developers/webhooks/deliveries",
    `/developers/webhooks/deliveries/${deliveryId}`,
    "/settings",
    "/settings/team",
    "/settings/payments",
    "/settings/email",
    "/settings/audit",
  ];
  for (const path of paths) await checkPage(shop.page, `/${shop.slug}${path}`);
  for (const path of ["/account", "/account/invitations"]) await checkPage(shop.page, path);
  const inviting = await merchant("Aardvark");
  await inviting.open("/settings/team");
  await inviting.page.getByLabel("Email").fill(shop.email);
  await inviting.page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(inviting.page.getByText("has been invited")).toBeVisible();
  for (const path of ["/account", "/account/invitations"]) await checkPage(shop.page, path);
  await checkPage(shop.page, "/sign-in/confirm?token=0&email=ana%40example.com");
  await shop.open("/settings/payments");
  await shop.page.getByRole("link", { name: "Events and settings" }).click();
  await expect(shop.page.getByRole("heading", { name: "Events from" })).toBeVisible();
  await checkPage(shop.page);
  await shop.page.getByRole("link", { name: "payment.succeeded" }).first().click();
  await expect(shop.page.getByRole("region", { name: "Body of payment.succeeded" })).toBeVisible();
  await checkPage(shop.page);
});

test("no empty screen of a new business has a fault", async ({ merchant }) => {
  test.slow();
  const shop = await merchant("New");
  const parts = ["entitlements", "entitlements?new=1", "products", "customers", "attention", "servers"];
  const more = ["developers", "developers/webhooks", "settings/payments", "settings/audit", "nowhere"];
  await checkPage(shop.page, `/${shop.slug}`);
  for (const part of [...parts, ...more]) await checkPage(shop.page, `/${shop.slug}/${part}`);
});

test("no page for customers and visitors has a fault", async ({ merchant, someone }) => {
  test.slow();
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const nell = unique("nell");
  const sale = await shop.buy("Pro", address(nell));
  const page = await someone();
  for (const path of ["/", "/sign-in", "/sign-in/sent?email=ana%40example.com", "/portal", "/docs/api"])
    await checkPage(page, path);
  await checkPage(page, `/sign-in/confirm?token=0&email=ana%40example.com&callbackUrl=%2F`);
  const { items } = await shop.api<{ items: { product_id: string }[] }>("GET", "/products");
  await checkPage(page, `/buy/${items[0]?.product_id}`);
  await checkPage(page, "/connect/discord/unknown");

  const { links } = await mail(address(nell), /^Join the/);
  const link = links.find((one) => one.includes("/connect/discord/")) ?? "";
  await page.goto(link);
  await beOnDiscord(page, nell);
  await page.getByRole("button", { name: "Cancel" }).click();
  await checkPage(page);
  await page.goto(link);
  await authorize(page);
  await expect(page.getByRole("heading", { name: "You're in" })).toBeVisible();
  await checkPage(page);
  await checkPage(page, link);
  await shop.subscription(sale, "cancel");
  await expectRoles(server.id, nell, []);
  await checkPage(page, link);
});

/** Checks the page at both widths, light and dark: axe finds nothing, and nothing is wider than the screen. */
async function checkPage(page: Page, path?: string): Promise<void> {
  await test.step(path?.replace(appUrl(), "") ?? new URL(page.url()).pathname, async () => {
    if (path !== undefined) await page.goto(path);
    await expect(page.locator("main").first()).toBeVisible();
    await expect(page.getByRole("status", { name: /loading/i })).toHaveCount(0);
    for (const { colorScheme, ...size } of viewports) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const where = `${page.url().replace(appUrl(), "")} ${size.width} ${colorScheme}`;
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `${where}: wider than the screen`).toBeLessThanOrEqual(0);
      const { violations } = await axe(page).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n  ")}`);
      expect.soft(found, where).toEqual([]);
    }
  });
}

/** Legacy mode saves a second page per check, which only screens with frames need; ours have none. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
}

/** Grants in every state, a webhook delivery that arrived and one that failed, and a server with a problem. */
async function fill(shop: Merchant, someone: () => Promise<Page>) {
  await shop.connectShop(pro, vip, lifetime);
  const server = await shop.connectServer("Pro", "VIP");
  const entitlementId = await shop.entitlement(server, "Pro", "Pro", "VIP");
  await shop.entitlement(server, "VIP", "VIP");
  await shop.entitlement(server, null, "Lifetime");
  const { id: endpointId, catcher } = await shop.endpoint();
  const [jane, mark, otto, nils] = [unique("jane"), unique("mark"), unique("otto"), unique("nils")];
  await shop.buy("Pro", address(jane));
  await claim(await someone(), address(jane), jane);
  await expectRoles(server.id, jane, ["Pro"]);
  const ending = await shop.buy("VIP", address(mark));
  await claim(await someone(), address(mark), mark);
  await expectRoles(server.id, mark, ["Pro", "VIP"]);
  await shop.subscription(ending, "cancel");
  await expectRoles(server.id, mark, []);
  await shop.buy("Lifetime", address(nils));
  await mail(address(nils), /^Join the/);
  await control(`/hooks/${catcher}/answer`, { status: 500 });
  await control(`/discord/guilds/${server.id}/move-role`, { role_id: server.botRoleId, position: 1 });
  await shop.buy("VIP", address(otto));
  await claim(await someone(), address(otto), otto);
  await shop.expectGrants(address(otto), "Pro role: failed", "VIP role: failed");
  const { items } = await shop.api<{ items: { id: string; customer_id: string }[] }>(
    "GET",
    `/entitlements/${entitlementId}/grants`,
  );
  const products = await shop.api<{ items: { product_id: string }[] }>("GET", "/products");
  await shop.open("/developers/webhooks/deliveries");
  const link = shop.page.getByRole("link", { name: /^entitlement_grant\./ }).first();
  const deliveryId = (await link.getAttribute("href"))?.split("/").at(-1);
  const [grant] = items;
  return {
    entitlementId,
    endpointId,
    deliveryId,
    grantId: grant?.id,
    customerId: grant?.customer_id,
    productId: products.items[0]?.product_id,
  };
}
