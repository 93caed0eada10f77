import type { Page } from "@playwright/test";
import { address, expect, pro, test } from "./fixtures";
import { appUrl, mail, mails, unique } from "./sandbox";

/** A client address that no other test uses. The stack trusts one proxy, which these tests play. */
const strangers = () => `198.51.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`;
const from = (client: string) => ({ "x-forwarded-for": client, "x-client-address": strangers() });

test("claim links can be opened 20 times a minute from one address, and others are not held up", async ({
  merchant,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  await shop.entitlement(await shop.connectServer("Pro"), "Pro", "Pro");
  const ada = address(unique("ada"));
  await shop.buy("Pro", ada);
  const { links } = await mail(ada, /^Join the/);
  const link = links.find((one) => one.includes("/connect/discord/")) ?? "";
  const open = async (client: string) => {
    const answer = await fetch(link, { headers: from(client), redirect: "manual" });
    return answer.headers.get("location") ?? "";
  };
  const stranger = strangers();
  for (let n = 0; n < 20; n++) expect(await open(stranger)).toContain("/oauth2/authorize");
  expect(await open(stranger)).toBe(`${appUrl()}/discord/refused/too_many`);
  expect(await open(strangers())).toContain("/oauth2/authorize");
});

test("a stranger who asks for portal mails uses up their own share, not the customer's", async ({
  browser,
  merchant,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  await shop.entitlement(await shop.connectServer("Pro"), "Pro", "Pro");
  const bea = address(unique("bea"));
  await shop.buy("Pro", bea);
  await mail(bea, /^Join the/);
  const signInMails = async () => (await mails(bea)).filter(({ subject }) => /sign in/i.test(subject)).length;

  const browse = async (client: string) =>
    (await browser.newContext({ extraHTTPHeaders: from(client) })).newPage();
  const ask = async (page: Page, email: string) => {
    await page.goto(`${appUrl()}/portal`);
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Email me a link" }).click();
    await expect(page.getByText(/is on its way|Too many attempts/)).toBeVisible();
    return page.getByText(/Too many attempts. Wait 6 minutes/).isVisible();
  };
  const stranger = await browse(strangers());
  for (let n = 0; n < 10; n++) expect(await ask(stranger, bea)).toBe(false);
  expect(await ask(stranger, address(unique("anybody")))).toBe(true);
  await expect.poll(signInMails).toBe(3);
  const customer = await browse(strangers());
  expect(await ask(customer, bea)).toBe(false);
  await expect.poll(signInMails).toBe(4);
  for (const page of [stranger, customer]) await page.context().close();
});

test("ten checkouts a minute can be opened from one address", async ({ browser, merchant }) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const { items } = await shop.api<{ items: { product_id: string }[] }>("GET", "/products");
  const context = await browser.newContext({ extraHTTPHeaders: from(strangers()) });
  const page = await context.newPage();
  await page.route(/\/checkout\//, (route) => route.fulfill({ body: "The shop" }));
  const buy = async () => {
    await page.goto(`${appUrl()}/buy/${items[0]?.product_id}`);
    await page.getByRole("button", { name: "Buy" }).click();
    const opened = page.getByText("The shop");
    const refused = page.getByText("Too many attempts. Wait a minute, then try again.");
    await expect(opened.or(refused)).toBeVisible();
    return opened.isVisible();
  };
  // While the first are opened, one or two more become free.
  let opened = 0;
  while (await buy()) expect(++opened).toBeLessThan(20);
  expect(opened).toBeGreaterThanOrEqual(10);
  await context.close();
});

test("wrong keys and wrong signatures are counted, right ones are not", async ({ merchant }) => {
  const shop = await merchant();
  const client = strangers();
  const call = async (key: string) =>
    fetch(`${appUrl()}/api/products`, { headers: { ...from(client), authorization: `Bearer ${key}` } });
  const wrong = `gh_${"x".repeat(43)}`;
  // One more becomes free each second, so that a slow machine gets a few more in.
  const until429 = async (status: () => Promise<number>) => {
    let before = 0;
    while ((await status()) !== 429) expect(++before).toBeLessThan(120);
    return before;
  };
  let last = await call(wrong);
  const tryWrongKey = async () => {
    last = await call(wrong);
    return last.status;
  };
  expect(await until429(tryWrongKey)).toBeGreaterThanOrEqual(59);
  expect(last.headers.get("retry-after")).toBe("1");
  expect((await call(shop.key)).status).toBe(200);

  const send = async () => {
    const hook = `${appUrl()}/api/hooks/payments/pcn_none`;
    return (await fetch(hook, { method: "POST", body: "{}", headers: from(client) })).status;
  };
  expect(await send()).toBe(404);
  expect(await until429(send)).toBeGreaterThanOrEqual(59);
});
