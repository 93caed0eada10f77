import { test } from "../../e2e/fixtures";
import { dashboardPages, fill } from "./pages";
import { takeAll } from "./take";

test.describe.configure({ mode: "parallel" });

test("the dashboard of a busy business", async ({ page, sql }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /merchant/i }).click();
  await page.waitForURL(/\/demo/);
  const more = ["/account", "/account/invitations", "/docs/api"].map((url) => ({ name: url, url }));
  await takeAll(page, "busy", [...(await fill(sql, "demo", dashboardPages())), ...more]);
});

test("the dashboard of a new business", async ({ merchant, sql }) => {
  const shop = await merchant("Corner Shop");
  const sheet = { name: "/new-entitlement", url: `/${shop.slug}/entitlements?new=1` };
  await takeAll(shop.page, "empty", [...(await fill(sql, shop.slug, dashboardPages())), sheet]);
});
