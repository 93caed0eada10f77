import { address, claim, expect, expectDeliveries, pro, test } from "./fixtures";
import { caught, control, expectRoles, sandboxUrl, unique } from "./sandbox";

test("a merchant adds an endpoint, which receives every event, signed", async ({ merchant, someone }) => {
  const shop = await merchant();
  const { page } = shop;
  const catcher = unique("hook");

  await test.step("add the endpoint, copy its secret, send a test event", async () => {
    await shop.open("/developers/webhooks");
    await page.getByRole("button", { name: "Add endpoint" }).first().click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("URL").fill(`${sandboxUrl()}/hooks/catch/${catcher}`);
    await sheet.getByRole("button", { name: "Add endpoint" }).click();
    await expect(page.getByText("Endpoint added")).toBeVisible();
    await page.getByRole("button", { name: "Show secret" }).click();
    const shown = page.getByText(/^whsec_[A-Za-z0-9+/=]{20,}$/);
    await expect(shown).toBeVisible();
    await control(`/hooks/${catcher}/secret`, { secret: await shown.textContent() });
    await page.getByRole("button", { name: "Send test event" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send test event" }).click();
    await expect(page.getByText(/^Returned 200/)).toBeVisible();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  });

  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const theo = unique("theo");
  const sale = await shop.buy("Pro", address(theo));
  await claim(await someone(), address(theo), theo);
  await expectRoles(server.id, theo, ["Pro"]);
  await shop.subscription(sale, "cancel");
  await expectRoles(server.id, theo, []);

  await test.step("created, delivered and revoked arrived once each, with a valid signature", async () => {
    await expectDeliveries(catcher, ["delivered", "created", "delivered", "revoked"]);
    const received = await caught(catcher);
    expect(received.map(({ verified }) => verified)).toEqual([true, true, true, true]);
    expect(received[3]?.json?.data).toMatchObject({
      status: "revoked",
      revocation_reason: "subscription_cancelled",
      integration_type: "discord",
    });
  });
});

test("an endpoint that was down gets what it missed once it is up again", async ({ merchant, someone }) => {
  const shop = await merchant();
  const { page } = shop;
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const { id, catcher } = await shop.endpoint();
  await control(`/hooks/${catcher}/answer`, { status: 503, body: "Down for repairs" });
  const tess = unique("tess");
  await shop.buy("Pro", address(tess));

  await test.step("the delivery shows what was sent and what was answered", async () => {
    await expect.poll(async () => (await caught(catcher)).length).toBeGreaterThan(0);
    await shop.open(`/developers/webhooks/${id}`);
    await page.getByRole("link", { name: "entitlement_grant.created" }).first().click();
    await expect(page.getByText("Retrying", { exact: true }).first()).toBeVisible();
    await expect(page.getByText("503").first()).toBeVisible();
    await expect(page.getByText(/Next attempt/).first()).toBeVisible();
  });

  await test.step("sent again by hand, it arrives under the same id", async () => {
    await control(`/hooks/${catcher}/answer`, { status: 200 });
    await page.getByRole("button", { name: /Send (now|again)/ }).click();
    await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible();
    const received = await control<{ received: { headers: Record<string, string>; answered: number }[] }>(
      `/hooks/${catcher}`,
    );
    const ids = new Set(received.received.map(({ headers }) => headers["webhook-id"]));
    expect(ids.size).toBe(1);
    expect(received.received.at(-1)?.answered).toBe(200);
  });

  await claim(await someone(), address(tess), tess);
  await expect
    .poll(async () => (await caught(catcher)).at(-1)?.json?.type)
    .toBe("entitlement_grant.delivered");
});
