import type { Page } from "@playwright/test";
import { address, claim, expect, pro, signInToPortal, test } from "./fixtures";
import {
  authorize,
  beOnDiscord,
  control,
  expectRoles,
  guild,
  openInMail,
  sandboxUrl,
  unique,
} from "./sandbox";

test("a customer signs in by mail, rejoins after leaving, and moves to another account", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant("Book Club");
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const [lea, newLea] = [unique("lea"), unique("lea")];
  await shop.buy("Pro", address(lea));
  const page = await someone();
  await claim(page, address(lea), lea);
  await expectRoles(server.id, lea, ["Pro"]);

  const portal = await test.step("the mailed link signs in, without a password", () =>
    signInToPortal(page, address(lea)));
  await expect(portal.getByText("You're in", { exact: true })).toBeVisible();

  await test.step("after leaving the server, one press brings them back", async () => {
    const user = (await guild(server.id)).members.find((member) => member.username === lea);
    await control(`/discord/guilds/${server.id}/leave`, { user_id: user?.user_id });
    await shop.makeAuditDue();
    const restore = portal.getByRole("button", { name: "Restore my access" });
    await expect(async () => {
      await portal.reload();
      await expect(restore).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await restore.click();
    await expectRoles(server.id, lea, ["Pro"]);
    await expect(portal.getByText("You're in", { exact: true })).toBeVisible();
  });

  await test.step("another Discord account gets everything, then the old one loses it", async () => {
    await portal.getByText("Use another account", { exact: true }).click();
    await portal.getByRole("button", { name: "Go to Discord" }).click();
    await portal.getByRole("button", { name: "Not you?" }).click();
    await beOnDiscord(portal, newLea);
    await authorize(portal);
    await expect(portal.getByRole("heading", { name: "You're in" })).toBeVisible();
    await expectRoles(server.id, newLea, ["Pro"]);
    await expectRoles(server.id, lea, []);
  });

  await test.step("the purchase says what it costs, and leads to the provider's own page", async () => {
    await portal.goto("/portal");
    await expect(portal.getByText("$12.00 every month")).toBeVisible();
    await expect(portal.getByText(/^Renews on \d+ \w+ \d{4}$/)).toBeVisible();
    await portal.getByRole("button", { name: "Manage subscription" }).click();
    await expect(portal).toHaveURL(new RegExp(`^${sandboxUrl()}/shop/mine`));
  });
});

test("a customer whose account Discord does not let in reads what to do, and can try again", async ({
  merchant,
  someone,
}) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  const server = await shop.connectServer("Pro");
  await shop.entitlement(server, "Pro", "Pro");
  const kai = unique("kai");
  await shop.buy("Pro", address(kai));
  const page = await someone();
  const mail = await openInMail(page, address(kai), /^Join the/, "Join the Discord");
  await beOnDiscord(mail, kai);
  const { users } = await control<{ users: { id: string; username: string }[] }>("/discord/users");
  const id = users.find(({ username }) => username === kai)?.id;
  await control(`/discord/users/${id}/set`, { guild_count: 100 });
  await authorize(mail);
  await expect(mail.getByRole("heading", { name: "Connected, but not in yet" })).toBeVisible();
  await expect(mail.getByText(/as many servers as Discord allows/)).toBeVisible();
  await control(`/discord/users/${id}/set`, { guild_count: 5 });
  await test.step("a press that comes before the page's scripts counts", async () => {
    const scriptsMayCome = await withholdScripts(mail);
    await mail.reload({ waitUntil: "commit" });
    await mail.getByRole("button", { name: "Try again" }).click();
    scriptsMayCome();
  });
  await expect(mail.getByRole("heading", { name: "You're in" })).toBeVisible();
  await expectRoles(server.id, kai, ["Pro"]);
});

/** A slow line: the page is there, and its scripts only when the answer is called. */
async function withholdScripts(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
