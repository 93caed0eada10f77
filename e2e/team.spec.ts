import type { Page } from "@playwright/test";
import { expect, type Merchant, test } from "./fixtures";
import { openInMail, unique } from "./sandbox";

async function invite({ page, open }: Merchant, email: string): Promise<void> {
  await open("/settings/team");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText(`${email} has been invited`)).toBeVisible();
}

/** Opens the invitation in the mail, as a person does. */
async function openInvitation(page: Page, email: string): Promise<Page> {
  return openInMail(page, email, /^Join .* on Gatehouse/, "Accept invitation");
}

test("an invited person joins by accepting, not by signing in", async ({ merchant, someone }) => {
  const shop = await merchant("Bean There");
  const email = `${unique("ines")}@merchants.test`;
  await invite(shop, email);
  const team = shop.page.getByRole("row").filter({ hasText: email });
  await expect(team).toContainText("Invited");

  const opened = await openInvitation(await someone(), email);
  await expect(opened.getByLabel("Email")).toHaveValue(email);
  await opened.getByRole("button", { name: "Email me a sign-in link" }).click();
  const page = await openInMail(opened, email, /^Sign in to Gatehouse/, "Sign in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Join Bean There as admin?" })).toBeVisible();

  await test.step("until then they are no member", async () => {
    const answer = await page.goto(`/${shop.slug}`);
    expect(answer?.status()).toBe(404);
    await shop.page.reload();
    await expect(team).toContainText("Invited");
  });

  await test.step("a role that has changed meanwhile is not accepted unseen", async () => {
    await page.goto("/account/invitations");
    await shop.page.getByLabel("Email").fill(email);
    await shop.page.getByLabel("Role", { exact: true }).click();
    await shop.page.getByRole("option", { name: /^Viewer/ }).click();
    await shop.page.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(team).toContainText("Viewer");
    await page.getByRole("button", { name: "Join Bean There" }).click();
    await expect(page.getByText("This invitation has changed")).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Join Bean There as viewer?" })).toBeVisible();
  });

  await page.getByRole("button", { name: "Join Bean There" }).click();
  await expect(page).toHaveURL(new RegExp(`/${shop.slug}$`));
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
});

test("a member of another business is moved nowhere, and may decline", async ({ merchant }) => {
  // By name the inviting business comes first.
  const [home, inviting] = [await merchant("Zebra"), await merchant("Aardvark")];
  await invite(inviting, home.email);
  const { page } = home;
  await page.goto("/sign-in");
  await expect(page).toHaveURL(new RegExp(`/${home.slug}$`));
  await page.getByRole("button", { name: /^Account: / }).click();
  await page.getByRole("menuitem", { name: "1 invitation" }).click();
  await expect(page.getByRole("heading", { name: "Join Aardvark as admin?" })).toBeVisible();
  await page.getByRole("button", { name: /^Decline/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Decline" }).click();
  await expect(page.getByRole("heading", { name: "No open invitations" })).toBeVisible();

  await invite(inviting, home.email);
  const opened = await openInvitation(page, home.email);
  await opened.getByRole("button", { name: "Join Aardvark" }).click();
  await expect(opened).toHaveURL(new RegExp(`/${inviting.slug}$`));
  await opened.goto("/sign-in");
  await expect(opened).toHaveURL(new RegExp(`/${home.slug}$`));
});

test("an admin can't change or withdraw an owner's invitation", async ({ merchant, sql }) => {
  const shop = await merchant();
  const email = `${unique("olga")}@merchants.test`;
  await sql`insert into invites (id, business_id, email, role)
    select ${unique("inv")}, id, ${email}, 'owner' from businesses where slug = ${shop.slug}`;
  await sql`update members set role = 'admin' where user_id = (select id from users where email = ${shop.email})`;
  const { page } = shop;
  await shop.open("/settings/team");
  await expect(page.getByRole("row").filter({ hasText: email })).toContainText("Owner");
  await expect(page.getByRole("button", { name: `Withdraw the invitation for ${email}` })).toHaveCount(0);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText("Only owners can add or change owners")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: email })).toContainText("Owner");
});
