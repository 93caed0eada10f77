/**
 * What pages cost the person who opens them, on a production build with 500 customers: JavaScript by screen, when the
 * largest part is painted, what shifts, how long a click and a key take. Phones are 390 pixels wide, with a processor
 * four times as slow.
 *
 *     npm run bench pages -- --times 5
 */
import { parseArgs } from "node:util";
import { type Browser, chromium } from "@playwright/test";
import { startStack } from "../e2e/harness/stack";
import { findChromium } from "../scripts/testing/chromium";
import { round, share } from "./figures";
import { desk, followTo, type Look, openScreen, paintOf, phone, slowestInteraction } from "./pages/screen";
import { customersMay, isForCustomers, scriptSizes } from "./pages/script-sizes";
import type { Bench, Report } from "./run";

type State = Parameters<typeof openScreen>[2];

const screenLimits = new Map([
  ["/[business]/entitlements", 200],
  ["/[business]/customers", 200],
  ["/[business]", 230],
]);

const pages: Bench = async (report, { args }) => {
  const { values } = parseArgs({ args, options: { times: { type: "string", default: "5" } } });
  const times = Number(values.times);
  const stack = await startStack({ seed: "busy" });
  const executablePath = await findChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    weigh(report, stack.build);
    const merchant = await signInAsMerchant(browser, stack.appUrl);
    const product = await firstProduct(browser, stack.appUrl, merchant);
    const customer = await signInAsCustomer(browser, stack.appUrl, stack.sandboxUrl);
    const forCustomers: [string, string, State][] = [
      ["buy", `/buy/${product}`, undefined],
      ["thanks", `/buy/${product}/thanks`, undefined],
      ["claim link", "/connect/discord/unknown/closed", undefined],
      ["refused", "/discord/refused/cancelled", undefined],
      ["portal sign-in", "/portal", undefined],
      ["portal", "/portal", customer],
    ];
    for (const [name, path, state] of forCustomers) {
      const paints = await repeat(times, () => paintOnce(browser, phone, stack.appUrl + path, state));
      const lcp = share(
        paints.map((paint) => paint.lcp),
        0.5,
      );
      limit(report, `${name} on a phone, largest paint`, lcp, "ms", 1_000);
      limit(report, `${name} on a phone, web fonts before it`, most(paints, "fonts"), "", 0);
      limit(report, `${name} on a phone, shift`, most(paints, "cls"), "", 0.02);
    }
    for (const [where, look] of [
      ["desk", desk],
      ["phone", phone],
    ] as const) {
      for (const path of ["", "/entitlements", "/customers"]) {
        const address = `${stack.appUrl}/demo${path}`;
        const paints = await repeat(times, () => paintOnce(browser, look, address, merchant));
        const lcp = share(
          paints.map((paint) => paint.lcp),
          0.5,
        );
        report({
          figure: `/demo${path}, ${where}, largest paint`,
          value: round(lcp),
          unit: "ms",
          goal: "",
          ok: true,
        });
        limit(report, `/demo${path}, ${where}, shift`, most(paints, "cls"), "", 0.02);
      }
      const clicks = await repeat(times, () => clickThrough(browser, look, stack.appUrl, merchant));
      limit(report, `click to content, ${where}`, share(clicks, 0.5), "ms", 300);
    }
    const answers = await repeat(times, () => interact(browser, stack.appUrl, merchant));
    limit(report, "slowest interaction, processor four times as slow", share(answers, 0.5), "ms", 200);
    const firstBytes = await repeat(times, () => firstByte(`${stack.appUrl}/docs/api`));
    limit(report, "API reference, first byte", share(firstBytes, 0.5), "ms", 200);
  } finally {
    await browser.close();
    await stack.stop();
  }
};

export default pages;

function weigh(report: Report, build: string): void {
  const { floor, pages: sizes } = scriptSizes(build);
  report({ figure: "JavaScript of an empty page", value: kilobytes(floor), unit: "kB", goal: "", ok: true });
  for (const [route, size] of [...sizes].sort()) {
    const most = isForCustomers(route) ? kilobytes(floor + customersMay) : screenLimits.get(route);
    if (most !== undefined) limit(report, `JavaScript of ${route}`, kilobytes(size), "kB", most);
  }
}

function limit(report: Report, figure: string, value: number, unit: string, most: number): void {
  report({ figure, value: round(value), unit, goal: `<= ${round(most)}`, ok: value <= most });
}

const kilobytes = (bytes: number) => Math.round(bytes / 100) / 10;

function most<Key extends string>(all: Record<Key, number>[], key: Key): number {
  return Math.max(...all.map((one) => one[key]));
}

/** One after the other, because each one takes the whole processor. The first warms the server up. */
async function repeat<T>(times: number, once: () => Promise<T>): Promise<T[]> {
  await once();
  const all: T[] = [];
  for (let n = 0; n < times; n++) all.push(await once());
  return all;
}

async function paintOnce(browser: Browser, look: Look, address: string, state: State) {
  const page = await openScreen(browser, look, state);
  const paint = await paintOf(page, address);
  await page.context().close();
  return paint;
}

async function signInAsMerchant(browser: Browser, appUrl: string): Promise<State> {
  const page = await openScreen(browser, desk);
  await page.goto(appUrl);
  await page.getByRole("button", { name: "Sign in as the merchant" }).click();
  await page.waitForURL(/\/demo/);
  return page.context().storageState();
}

async function firstProduct(browser: Browser, appUrl: string, merchant: State): Promise<string> {
  const page = await openScreen(browser, desk, merchant);
  await page.goto(`${appUrl}/demo/products`);
  const href = await page.locator('a[href*="/demo/products/"]').first().getAttribute("href");
  await page.context().close();
  return href?.split("/").at(-1) ?? "";
}

/** A customer who has just bought something signs in to the portal by mail. */
async function signInAsCustomer(browser: Browser, appUrl: string, sandboxUrl: string): Promise<State> {
  const email = "pages-bench@example.com";
  await fetch(`${sandboxUrl}/control/shop/buy`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ product: "Pro", email, name: "Pages" }),
  });
  await linkIn(sandboxUrl, email, "/connect/discord/");
  const page = await openScreen(browser, desk);
  await page.goto(`${appUrl}/portal`);
  await page.locator('input[name="email"]').fill(email);
  await page.locator('button[type="submit"]').click();
  await page.goto(await linkIn(sandboxUrl, email, "/portal/sign-in/"));
  await page.locator('main button[type="submit"]').click();
  await page.waitForURL(/\/portal$/);
  return page.context().storageState();
}

async function linkIn(sandboxUrl: string, to: string, part: string): Promise<string> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const response = await fetch(`${sandboxUrl}/control/inbox?to=${encodeURIComponent(to)}`);
    const mails = (await response.json()) as { links: string[] }[];
    const link = mails.flatMap(({ links }) => links).find((one) => one.includes(part));
    if (link) return link;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`No mail with ${part} reached ${to}`);
}

/** From one list to the next by the sidebar; the ms of the slower way. */
async function clickThrough(browser: Browser, look: Look, appUrl: string, merchant: State): Promise<number> {
  const page = await openScreen(browser, look, merchant);
  await page.goto(`${appUrl}/demo`, { waitUntil: "networkidle" });
  const times: number[] = [];
  for (const [path, heading] of [
    ["/demo/entitlements", "Entitlements"],
    ["/demo/customers", "Customers"],
  ] as const) {
    if (look.width < 1024) await page.getByRole("button", { name: "Menu" }).click();
    times.push(await followTo(page, path, heading));
  }
  await page.context().close();
  return Math.max(...times);
}

/** Opens the command menu and the panel for a new entitlement, and types. */
async function interact(browser: Browser, appUrl: string, merchant: State): Promise<number> {
  const page = await openScreen(browser, { ...desk, slowDown: 4 }, merchant);
  await page.goto(`${appUrl}/demo/entitlements`, { waitUntil: "networkidle" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("pro", { delay: 100 });
  await page.waitForTimeout(500);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const add = page.locator('a[href*="new=1"]').first();
  await add.click();
  await page.getByRole("dialog").waitFor();
  await page.waitForTimeout(500);
  const slowest = await slowestInteraction(page);
  await page.context().close();
  return slowest;
}

async function firstByte(address: string): Promise<number> {
  const from = performance.now();
  const response = await fetch(address);
  await response.body?.getReader().read();
  return performance.now() - from;
}
