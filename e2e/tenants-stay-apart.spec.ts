import { address, claim, expect, pro, test } from "./fixtures";
import { appUrl, control, expectRoles, mail, unique } from "./sandbox";

test("a merchant can neither see nor change anything of another", async ({ merchant, someone }) => {
  const [one, other] = [await merchant("One"), await merchant("Other")];
  await one.connectShop(pro);
  await other.connectShop(pro);
  const server = await one.connectServer("Pro");
  const entitlementId = await one.entitlement(server, "Pro", "Pro");
  const ella = unique("ella");
  await one.buy("Pro", address(ella));
  await claim(await someone(), address(ella), ella);
  await expectRoles(server.id, ella, ["Pro"]);
  const { items } = await one.api<{ items: { id: string; customer_id: string }[] }>(
    "GET",
    `/entitlements/${entitlementId}/grants`,
  );
  const [grant] = items;
  expect(grant).toBeDefined();

  await test.step("another merchant's pages are not found", async () => {
    const paths = [
      "",
      "/entitlements",
      `/entitlements/${entitlementId}`,
      `/grants/${grant?.id}`,
      `/customers/${grant?.customer_id}`,
      "/settings/team",
    ];
    for (const path of paths) {
      const answer = await other.page.goto(`/${one.slug}${path}`);
      expect(answer?.status(), path).toBe(404);
      await other.page.goto(`/${other.slug}${path}`);
      await expect(other.page.getByText("Ella")).toHaveCount(0);
    }
  });

  await test.step("another merchant's API key finds nothing", async () => {
    const call = (method: string, path: string) =>
      fetch(`${appUrl()}/api${path}`, { method, headers: { authorization: `Bearer ${other.key}` } });
    for (const path of [`/entitlements/${entitlementId}`, `/entitlements/${entitlementId}/grants`])
      expect((await call("GET", path)).status, path).toBe(404);
    const revoke = await call("DELETE", `/entitlements/${entitlementId}/grants/${grant?.id}`);
    expect(revoke.status).toBe(404);
    expect((await call("DELETE", `/entitlements/${entitlementId}`)).status).toBe(404);
    const list = await (await call("GET", "/entitlements")).json();
    expect(list.items).toEqual([]);
  });

  await test.step("a purchase with the same email address at another shop gives only what was bought there", async () => {
    const theirs = await other.connectServer("Pro");
    await other.entitlement(theirs, "Pro", "Pro");
    const sale = await other.buy("Pro", address(ella));
    await mail(address(ella), /^Join the Other Discord/);
    await other.subscription(sale, "cancel");
    await other.expectGrants(address(ella), "Pro role: revoked subscription_cancelled");
    await one.expectGrants(address(ella), "Pro role: delivered");
    await expectRoles(server.id, ella, ["Pro"]);
  });

  await test.step("a server that another business has connected cannot be connected", async () => {
    const { page } = other;
    const start = await page.request.get(`/${other.slug}/servers/connect`, { maxRedirects: 0 });
    const { location } = await control<{ location: string }>("/discord/authorize", {
      url: start.headers().location,
      user_id: server.ownerId,
      guild_id: server.id,
    });
    await page.goto(location);
    await expect(page).toHaveURL(/\/discord\/installed\/stopped/);
    await expect(page.getByText(/another|other/i).first()).toBeVisible();
    await expectRoles(server.id, ella, ["Pro"]);
  });
});
