import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";

const widths = [1440, 390];
const colorSchemes = ["light", "dark"] as const;

/** Takes the page as it is, whole, in both widths and colour schemes: `screenshots/NAME-390-dark.png` and three more. */
export async function take(page: Page, name: string): Promise<void> {
  for (const width of widths) {
    for (const colorScheme of colorSchemes) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const path = join("screenshots", `${name}-${width}-${colorScheme}.png`);
      mkdirSync(dirname(path), { recursive: true });
      // Colours fade into each other when the scheme changes; the picture shows their end.
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    }
  }
}

/** Opens each page and takes it once nothing loads any more. */
export async function takeAll(
  page: Page,
  folder: string,
  shots: { name: string; url: string }[],
): Promise<void> {
  for (const { name, url } of shots) {
    await page.goto(url);
    await page.locator("main").first().waitFor();
    await page.waitForLoadState("networkidle");
    await take(page, `${folder}/${name.replace(/^\//, "").replaceAll(/[/[\]]+/g, "-")}`);
  }
}
