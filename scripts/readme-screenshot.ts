/**
 * Takes the README's picture of a running busy demo:
 *   npm start -- --seed busy     (in one terminal)
 *   npx tsx scripts/readme-screenshot.ts   (in another)
 */
import { chromium } from "@playwright/test";
import { findChromium } from "./testing/chromium";

const appUrl = process.env.APP_URL ?? "http://localhost:3000";
const executablePath = await findChromium();
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox"] });
// Without motion the charts are drawn at once.
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
await page.goto(appUrl);
await page.getByRole("button", { name: /merchant/i }).click();
await page.waitForURL(/\/demo/);
await page.getByRole("heading", { level: 1 }).waitFor();
await page.getByRole("list", { name: "Now" }).waitFor();
await page.screenshot({ path: "docs/dashboard.png" });
await browser.close();
