import type { Browser, BrowserContext, Page } from "@playwright/test";

/** How a page is looked at. */
export type Look = { width: number; height: number; slowDown: number };
export const phone: Look = { width: 390, height: 844, slowDown: 4 };
export const desk: Look = { width: 1440, height: 900, slowDown: 1 };

export type Paint = { lcp: number; cls: number; fonts: number };

/** Signed in or not, by the cookies that it starts with. */
type State = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** Opens a page of a browser that has nothing in its cache, and watches what is painted. */
export async function openScreen(browser: Browser, look: Look, state?: State): Promise<Page> {
  const { width, height } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    ...(state && { storageState: state }),
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: look.slowDown });
  // tsx gives every function its name by a helper, which a page does not have.
  await page.addInitScript("globalThis.__name = (named) => named");
  await page.addInitScript(watchPaint);
  return page;
}

/** The largest paint in ms, what shifted, and the web fonts asked for before that paint. */
export async function paintOf(page: Page, address: string): Promise<Paint> {
  await page.goto(address, { waitUntil: "load" });
  // The browser reports a paint a little later than it happens.
  await page.waitForTimeout(700);
  return page.evaluate(() => {
    const fonts = performance
      .getEntriesByType("resource")
      .filter(({ name, startTime }) => /\.woff2?$/.test(name) && startTime < window.painted.lcp);
    return { lcp: window.painted.lcp, cls: window.painted.cls, fonts: fonts.length };
  });
}

/** The longest answer to a key or a press since the page was opened, in ms. */
export function slowestInteraction(page: Page): Promise<number> {
  return page.evaluate(() => window.painted.interaction);
}

/** Follows a link and returns the ms until the next page shows its heading. */
export function followTo(page: Page, href: string, heading: string): Promise<number> {
  return page.evaluate(
    ([href, heading]) =>
      new Promise<number>((resolve, reject) => {
        const links = [...document.querySelectorAll<HTMLAnchorElement>(`nav a[href="${href}"]`)];
        const link = links.find((one) => one.checkVisibility());
        if (!link) return reject(new Error(`No link to ${href} is visible`));
        const from = performance.now();
        link.click();
        const look = () => {
          if (document.querySelector("main h1")?.textContent === heading) resolve(performance.now() - from);
          else requestAnimationFrame(look);
        };
        look();
      }),
    [href, heading] as const,
  );
}

declare global {
  interface Window {
    painted: { lcp: number; cls: number; interaction: number };
  }
}

/** Runs in the page. */
function watchPaint(): void {
  const painted = { lcp: 0, cls: 0, interaction: 0 };
  window.painted = painted;
  const watch = <T>(type: string, note: (entry: T) => void, options = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry as T);
    }).observe({ type, buffered: true, ...options });
  watch<PerformanceEntry>("largest-contentful-paint", ({ startTime }) => {
    painted.lcp = startTime;
  });
  watch<PerformanceEntry & { value: number; hadRecentInput: boolean }>("layout-shift", (shift) => {
    if (!shift.hadRecentInput) painted.cls += shift.value;
  });
  watch<PerformanceEntry & { interactionId: number }>(
    "event",
    ({ duration, interactionId }) => {
      if (interactionId > 0) painted.interaction = Math.max(painted.interaction, duration);
    },
    { durationThreshold: 16 },
  );
}
