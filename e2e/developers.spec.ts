import DodoPayments from "dodopayments";
import { Webhook } from "standardwebhooks";
import { address, expect, type Merchant, pro, test } from "./fixtures";
import { caught, control, sandboxUrl, unique } from "./sandbox";

// What a merchant's developers do in the dashboard: try calls, manage endpoints, read the logs.
test.describe.configure({ mode: "parallel", timeout: 60_000 });

/** A business with an entitlement; each grant of it is one event for its endpoints. */
async function withEntitlement(merchant: () => Promise<Merchant>) {
  const shop = await merchant();
  const server = await shop.connectServer("Pro");
  const entitlement = await shop.entitlement(server, "Pro");
  const give = async () =>
    (
      await shop.api<{ id: string }>("POST", `/entitlements/${entitlement}/grants`, {
        email: address(unique("dev")),
      })
    ).id;
  return { shop, page: shop.page, give };
}

type Sent = { headers: Record<string, string>; body: string };
const received = async (catcher: string) =>
  (await control<{ received: Sent[] }>(`/hooks/${catcher}`)).received;
const expectCaught = (catcher: string, times: number) =>
  expect.poll(async () => (await caught(catcher)).length, { message: "requests" }).toBe(times);

test("the API reference sends a call with the reader's own key and shows the real answer", async ({
  merchant,
}) => {
  const { shop, page } = await withEntitlement(merchant);
  await page.goto("/docs/api");
  const entry = page.getByRole("article", { name: /^List entitlements/ });
  await entry.getByText("Try it").click();
  await entry.getByLabel("API key").fill(shop.key);
  await entry.getByRole("button", { name: "Send GET" }).click();
  await expect(entry.getByText("200", { exact: true })).toBeVisible();
  await expect(entry.getByRole("region", { name: "Response" })).toContainText('"name": "Pro role"');
});

test("a paused endpoint gets nothing, and after resuming can be sent what failed and what it missed", async ({
  merchant,
  sql,
}) => {
  const { shop, page, give } = await withEntitlement(merchant);
  const { id, catcher } = await shop.endpoint();

  await test.step("one event fails for good", async () => {
    await control(`/hooks/${catcher}/answer`, { status: 503 });
    await give();
    await expectCaught(catcher, 1);
    // Ten attempts take three days, so the rest are skipped once the first has been recorded.
    const giveUp = async () =>
      sql`update deliveries set status = 'failed', due_at = null where endpoint_id = ${id} and attempts = 1 returning 1`;
    await expect.poll(async () => (await giveUp()).length).toBe(1);
    await control(`/hooks/${catcher}/answer`, { status: 200 });
  });

  await test.step("events during the pause are not sent", async () => {
    await shop.open(`/developers/webhooks/${id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Pause" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText("Paused manually")).toBeVisible();
    await give();
    await give();
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByText("Paused manually")).toHaveCount(0);
    expect(await caught(catcher)).toHaveLength(1);
  });

  await test.step("sending again shows the number of events first, and the result", async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Resend failed events" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("1 event to send")).toBeVisible();
    await dialog.getByLabel("Include events it never received").check();
    await expect(dialog.getByText("3 events to send")).toBeVisible();
    await dialog.getByRole("button", { name: "Resend" }).click();
    await expect(page.getByText("3 events queued to resend.")).toBeVisible();
    await expectCaught(catcher, 4);
    expect((await caught(catcher)).map(({ verified }) => verified)).toEqual([true, true, true, true]);
    const ids = (await received(catcher)).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size, "the failed event keeps its id").toBe(3);
    await expect(page.getByText("3 delivered")).toBeVisible();
  });
});

test("sending many events again shows progress", async ({ merchant, sql }) => {
  const shop = await merchant();
  const { id } = await shop.endpoint();
  const run = unique("run");
  // A run stopped halfway on purpose; a worker would finish before the page is read.
  await sql`insert into bulk_runs (id, business_id, kind, input, actor, total, done, due_at)
    select ${run}, business_id, 'replay', jsonb_build_object('endpointId', id), '{}', 400, 200, null
    from webhook_endpoints where id = ${id}`;
  await shop.open(`/developers/webhooks/${id}`);
  const progress = shop.page.getByRole("progressbar", { name: "Queueing events to resend" });
  await expect(progress).toHaveAttribute("aria-valuenow", "200");
  await sql`update bulk_runs set done = 300 where id = ${run}`;
  await expect(progress).toHaveAttribute("aria-valuenow", "300");
  await sql`update bulk_runs set done = 400, finished_at = now() where id = ${run}`;
  await expect(shop.page.getByText("400 events queued to resend.")).toBeVisible();
});

test("for a day after a rotation, requests are signed with both secrets", async ({ merchant, sql }) => {
  const { shop, page, give } = await withEntitlement(merchant);
  const { id, catcher } = await shop.endpoint();
  await shop.open(`/developers/webhooks/${id}`);
  await page.getByRole("button", { name: "Show secret" }).click();
  const shown = page.getByText(/^whsec_[A-Za-z0-9+/=]{20,}$/);
  const before = (await shown.textContent()) ?? "";
  await page.getByRole("button", { name: "Rotate secret" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Rotate secret" }).click();
  await expect(page.getByText(/^Rotated. Requests are also signed with the previous secret/)).toBeVisible();
  await expect(shown).not.toHaveText(before);
  const after = (await shown.textContent()) ?? "";

  const fits = ({ headers, body }: Sent) =>
    [before, after].map((secret) => {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    });
  await give();
  await expectCaught(catcher, 1);
  await sql`update webhook_endpoints set previous_secret_until = now() where id = ${id}`;
  await give();
  await expectCaught(catcher, 2);
  expect((await received(catcher)).map(fits)).toEqual([
    [true, true],
    [false, true],
  ]);
});

test("an endpoint that moves to another server is told which headers stay behind", async ({ merchant }) => {
  const shop = await merchant();
  const { page } = shop;
  const { id } = await shop.endpoint();
  await shop.api("PATCH", `/webhooks/${id}/headers`, { headers: { "x-api-key": "k", "x-team": "blue" } });
  await shop.open(`/developers/webhooks/${id}`);
  await expect(page.getByText("•••••• (write-only)")).toBeVisible();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const warning = page.getByText("Write-only headers stay behind");
  await expect(page.getByLabel("URL", { exact: true })).toBeVisible();
  await expect(warning).toHaveCount(0);
  await page.getByLabel("URL", { exact: true }).fill("https://elsewhere.example/hook");
  await expect(warning).toBeVisible();
  await expect(page.getByText(/so x-api-key will be removed when you save/)).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("•••••• (write-only)")).toHaveCount(0);
  await expect(page.getByText("x-team")).toBeVisible();
});

test("the delivery log finds the deliveries about one grant", async ({ merchant }) => {
  const { shop, page, give } = await withEntitlement(merchant);
  const { catcher } = await shop.endpoint();
  const [wanted] = [await give(), await give()];
  await expectCaught(catcher, 2);
  await shop.open("/developers/webhooks/deliveries");
  const rows = page.getByRole("region", { name: "Deliveries" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await page.getByRole("searchbox").fill(wanted ?? "");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText(wanted ?? "");
  await rows.getByRole("link").click();
  await expect(page.getByText(wanted ?? "").first()).toBeVisible();
  await page.getByRole("link", { name: "All deliveries for this grant" }).click();
  await expect(rows).toHaveCount(1);
});

test("a payment provider's event can be found in its log and run again, which changes nothing", async ({
  merchant,
}) => {
  const shop = await merchant();
  const { page } = shop;
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const who = address(unique("dora"));
  const sale = await shop.buy("Pro", who);
  await shop.expectGrants(who, "Pro role: pending");
  await shop.expectProcessed(sale, "subscription.active", 1);

  await shop.open("/settings/payments");
  await page.getByRole("link", { name: "Events and settings" }).click();
  const row = page.getByRole("row").filter({ hasText: "subscription.active" });
  await page.getByRole("searchbox").fill("subscription.active");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Applied");
  await row.getByRole("link", { name: "subscription.active" }).click();
  await expect(page.getByRole("region", { name: "Body of subscription.active" })).toContainText(who);
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Running again" })).toBeVisible();
  await shop.expectProcessed(sale, "subscription.active", 1);
  await expect(page.getByText("Applied", { exact: true }), "without a reload").toBeVisible();
  expect(await shop.grants(who)).toEqual(["Pro role: pending"]);
});

test("an event of a megabyte is accepted; the log shows its beginning and links to the whole", async ({
  merchant,
}) => {
  const shop = await merchant();
  const { page } = shop;
  await shop.connectShop(pro);
  const provider = new DodoPayments({
    bearerToken: shop.apiKey,
    baseURL: `${sandboxUrl()}/dodo`,
    webhookKey: null,
  });
  const [hook] = (await provider.webhooks.list()).data;
  const { secret } = await provider.webhooks.retrieveSecret(hook?.id ?? "");
  const body = JSON.stringify({ type: "shop.big_event", data: `${"x".repeat(1024 ** 2)} the end` });
  const now = new Date();
  const { status } = await fetch(hook?.url ?? "", {
    method: "POST",
    headers: {
      "webhook-id": "evt_big",
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign("evt_big", now, body),
    },
    body,
  });
  expect(status).toBe(200);

  await shop.open("/settings/payments");
  await page.getByRole("link", { name: "Events and settings" }).click();
  await page.getByRole("link", { name: "shop.big_event" }).click();
  await expect(page.getByRole("region", { name: /^Body/ })).toContainText("xxx…");
  const whole = page.waitForEvent("popup");
  await page.getByRole("link", { name: "The whole body" }).click();
  expect(await (await (await whole).request.get((await whole).url())).text()).toContain("xxx the end");
});
