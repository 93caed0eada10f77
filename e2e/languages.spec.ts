import { readFileSync } from "node:fs";
import { languages } from "../lib/languages/languages";
import { address, expect, pro, test } from "./fixtures";
import { authorize, beOnDiscord, expectRoles, openInMail, unique } from "./sandbox";

test("on a phone without scripts, a customer goes from the mail to the role in German, and picks languages", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const nora = unique("nora");
  await shop.buy("Pro", address(nora));
  const phone = { javaScriptEnabled: false, viewport: { width: 390, height: 844 }, locale: "de-DE" };
  const page = await someone(phone);

  await test.step("the first mail is in the business's language, the pages are in the browser's", async () => {
    const joining = await openInMail(page, address(nora), /^Join the/, "Join the Discord");
    await beOnDiscord(joining, nora);
    await authorize(joining);
    await expect(joining.getByRole("heading", { name: "Du bist dabei" })).toBeVisible({ timeout: 20_000 });
    await expectRoles(server.id, nora, ["Pro"]);
  });

  const portal = await test.step("the next mail is in German, too", async () => {
    await page.goto("/portal");
    await page.getByLabel("E-Mail-Adresse").fill(address(nora));
    await page.getByRole("button", { name: "Link schicken" }).click();
    await expect(page.getByRole("heading", { name: "Schau in deine E-Mails" })).toBeVisible();
    const opened = await openInMail(page, address(nora), /^Melde dich an/, "Anmelden");
    await opened.getByRole("button", { name: "Anmelden" }).click();
    await expect(opened.getByRole("heading", { name: "Dein Zugang" })).toBeVisible();
    return opened;
  });

  for (const language of languages)
    await test.step(`${language} is picked, and nothing is wider than the phone`, async () => {
      await portal.locator("select[name=language]").selectOption(language);
      await portal.locator("form:has(select[name=language]) button").click();
      const { title } = JSON.parse(readFileSync(`messages/${language}.json`, "utf8")).portal;
      await expect(portal.getByRole("heading", { name: title, exact: true })).toBeVisible();
      const width = await portal.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(390);
    });
});
