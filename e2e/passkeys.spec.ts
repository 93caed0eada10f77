import { createHash, randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import type postgres from "postgres";
import { expect, test } from "./fixtures";
import { appUrl } from "./sandbox";

/** A device that makes passkeys. It can be told to sign without having checked whose finger it was. */
async function giveDevice(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    skipCheck: async (isBadUV: boolean) => {
      await cdp.send("WebAuthn.setResponseOverrideBits", { authenticatorId, isBadUV });
    },
  };
}

test("a business requires passkeys: nobody gets in without one, and the owner works as before", async ({
  merchant,
  sql,
}) => {
  const { page, slug, email, open } = await merchant();
  const device = await giveDevice(page);
  const press = async (name: string, confirm: string) => {
    await page.getByRole("button", { name }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: confirm }).click();
  };
  const setProof = (at: postgres.Fragment) =>
    sql`update sessions set proved_at = ${at} where user_id in (select id from users where email = ${email})`;
  const openInvites = (to: string) => sql`select from invites where email = ${to}`;
  let codes: string[] = [];

  await test.step("whoever requires one must have one, which comes with recovery codes", async () => {
    await open("/settings");
    await press("Require passkeys", "Require passkeys");
    await expect(page.getByText("Add a passkey to your own account first")).toBeVisible();
    await page.goto("/account");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await expect(page.getByRole("list", { name: "Passkeys" }).getByRole("listitem")).toHaveCount(1);
    const list = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
    await expect(list).toHaveCount(10);
    codes = await list.allTextContents();
    await page.reload();
    await expect(page.getByText("10 recovery codes left")).toBeVisible();
    await expect(list).toHaveCount(0);
    await open("/settings");
    await press("Require passkeys", "Require passkeys");
    await expect(page.getByText("Owners and admins need a passkey")).toBeVisible();
  });

  await test.step("a new session gets nowhere before the second step", async () => {
    await setProof(sql`null`);
    for (const path of [`/${slug}`, "/account", "/account/invitations"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { name: "Confirm that it's you" })).toBeVisible();
    }
    expect((await page.request.get(`/api/dashboard/${slug}/overview`)).status()).toBe(403);
    await device.skipCheck(true);
    await page.getByRole("button", { name: "Use your passkey" }).click();
    await expect(page.getByText("could not be verified")).toBeVisible();
    await device.skipCheck(false);
    await page.getByRole("button", { name: "Use your passkey" }).click();
    await expect(page).toHaveURL(/\/account\/invitations$/);
  });

  await test.step("after ten minutes an invitation asks again, and goes on by itself", async () => {
    await setProof(sql`now() - interval '11 minutes'`);
    await open("/settings/team");
    const invited = `new-${email}`;
    await page.getByLabel("Email").fill(invited);
    await device.skipCheck(true);
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(page.getByText("could not be verified")).toBeVisible();
    expect(await openInvites(invited)).toHaveLength(0);
    await device.skipCheck(false);
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(page.getByText(`${invited} has been invited`)).toBeVisible();
    expect(await openInvites(invited)).toHaveLength(1);
  });

  await test.step("a recovery code stands in for a lost passkey", async () => {
    await setProof(sql`null`);
    await page.goto(`/account/prove?next=/${slug}/settings`);
    await page.getByText("Lost your passkey?").click();
    await page.getByLabel("Recovery code").fill(codes[0] ?? "");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page).toHaveURL(new RegExp(`/${slug}/settings$`));
  });

  await test.step("an admin without a passkey adds one on the way in; a viewer isn't asked", async () => {
    const answer = async (token: string) => {
      const headers = { cookie: `gatehouse-session=${token}` };
      const got = await fetch(`${appUrl()}/${slug}`, { headers, redirect: "manual" });
      return [got.status, got.headers.get("location")];
    };
    expect(await answer(await addMember(sql, slug, "viewer"))).toEqual([200, null]);
    const admin = await addMember(sql, slug, "admin");
    expect(await answer(admin)).toEqual([307, `/account/prove?next=%2F${slug}`]);
    await page.context().addCookies([{ name: "gatehouse-session", value: admin, url: appUrl() }]);
    await open();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await expect(page.getByRole("list", { name: "Recovery codes" })).toBeVisible();
    await page.getByRole("link", { name: "Continue" }).click();
    await expect(page).toHaveURL(new RegExp(`/${slug}$`));
    await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  });
});

async function addMember(sql: postgres.Sql, slug: string, role: string): Promise<string> {
  const [token, user] = [randomBytes(32).toString("base64url"), `usr_${randomBytes(8).toString("hex")}`];
  const hash = createHash("sha256").update(token).digest("hex");
  await sql`insert into users (id, email, email_verified) values (${user}, ${`${user}@x.test`}, now())`;
  await sql`insert into members (id, business_id, user_id, role)
    select ${user}, id, ${user}, ${role} from businesses where slug = ${slug}`;
  await sql`insert into sessions (session_token, user_id, expires) values (${hash}, ${user}, now() + interval '1 day')`;
  return token;
}
