import type { Page } from "@playwright/test";
import { address, claim, expect, pro, signInToPortal, test } from "./fixtures";
import { appUrl, mail, mails, unique } from "./sandbox";

const signInMail = /^Sign in to Gatehouse/;

/** A client address that no other test uses. The stack trusts one proxy, which these tests play. */
const stranger = () => ({
  "x-forwarded-for": `198.51.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`,
});

/** Asks for a sign-in link as a program would; resolves to where the answer sends. */
async function ask(email: string, headers: Record<string, string> = {}): Promise<string> {
  const csrf = await fetch(`${appUrl()}/api/auth/csrf`);
  const cookie = csrf.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const { csrfToken } = await csrf.json();
  const answer = await fetch(`${appUrl()}/api/auth/signin/email`, {
    method: "POST",
    headers: { ...headers, cookie, origin: appUrl(), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ email, csrfToken, callbackUrl: "/sign-in", json: "true" }),
  });
  return (await answer.json()).url;
}

const signInMails = async (to: string) =>
  (await mails(to)).filter(({ subject }) => signInMail.test(subject)).length;

/** The link in the newest sign-in mail. */
async function mailedLink(to: string): Promise<URL> {
  const { links } = await mail(to, signInMail);
  return new URL(links.find((one) => one.includes("/sign-in/confirm")) ?? "");
}

async function expectSignedIn(page: Page, email: string): Promise<void> {
  await page.goto("/account");
  await expect(page.getByText(`Signed in as ${email}`)).toBeVisible();
}

test("whoever asks for links to a member's address locks nobody out", async ({ merchant, someone, sql }) => {
  const { email } = await merchant();
  const links = async () =>
    (await sql`select token from verification_tokens where identifier = ${email} order by token`).map(
      ({ token }) => token,
    );
  await ask(email);
  const first = await mailedLink(email);

  await test.step("over the limit nothing changes, and the answer is the same", async () => {
    const answers = new Set<string>();
    for (let n = 0; n < 5; n++) answers.add(await ask(email));
    const before = await links();
    expect(before.length).toBeGreaterThanOrEqual(5);
    for (let n = 0; n < 3; n++) answers.add(await ask(email));
    expect((await links()).length - before.length).toBeLessThanOrEqual(1);
    expect(await links()).toEqual(expect.arrayContaining(before));
    expect([...answers]).toHaveLength(1);
    await expect.poll(() => signInMails(email)).toBe((await links()).length);
  });

  await test.step("strangers use up their own share", async () => {
    const other = (await merchant()).email;
    const [attacker, member] = [stranger(), stranger()];
    for (let n = 0; n < 9; n++) await ask(other, attacker);
    await expect.poll(() => signInMails(other)).toBeGreaterThanOrEqual(5);
    const before = await signInMails(other);
    await ask(other, member);
    await expect.poll(() => signInMails(other)).toBe(before + 1);
    expect(await ask(other, attacker)).toContain("/api/auth/verify-request");
    expect(await ask(other, attacker)).toContain("error=TooMany");
  });

  await test.step("the first link still signs in, once", async () => {
    const page = await someone();
    await page.goto(first.href);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    const again = await someone();
    await again.goto(first.href);
    await again.getByRole("button", { name: "Sign in" }).click();
    await expect(again.getByText("That link has already been used or has expired")).toBeVisible();
  });
});

test("an address that belongs to nobody gets the same answer, and nothing is written", async ({
  merchant,
  sql,
}) => {
  const nobody = address(unique("nobody"));
  const { email } = await merchant();
  const rows = async () => {
    const [counts] = await sql`
      select (select count(*) from verification_tokens where identifier = ${nobody})::int as links,
        (select count(*) from emails where "to" = ${nobody})::int as mails,
        (select count(*) from users where email = ${nobody})::int as users,
        (select count(*) from token_buckets
          where key like 'sign-in:' || encode(sha256(convert_to(${nobody}, 'UTF8')), 'hex') || '%')::int as counters`;
    return counts;
  };
  const answer = await ask(nobody);
  expect(await rows()).toEqual({ links: 0, mails: 0, users: 0, counters: 0 });
  expect(answer).toBe(await ask(email));
});

test("a link signs in by its own page's button and by nothing else", async ({ merchant, someone }) => {
  const [victim, attacker] = [await merchant("Victim"), await merchant("Attacker")];
  await ask(attacker.email);
  const link = await mailedLink(attacker.email);
  const { page } = victim;

  await test.step("next-auth's callback and all that changes a session is closed", async () => {
    const answer = await page.goto(`/api/auth/callback/email${link.search}`);
    expect(answer?.status()).toBe(404);
    for (const path of ["session", "signout", "callback/email", "_log", "nothing"])
      for (const method of ["GET", "POST"]) {
        const called = await fetch(`${appUrl()}/api/auth/${path}${link.search}`, {
          method,
          headers: { origin: appUrl() },
          redirect: "manual",
        });
        expect([called.status, called.headers.getSetCookie()], `${method} ${path}`).toEqual([404, []]);
      }
    await expectSignedIn(page, victim.email);
  });

  await test.step("the form of another website is refused", async () => {
    for (const origin of ["https://evil.example", "null", undefined]) {
      const answer = await fetch(`${appUrl()}/sign-in/use`, {
        method: "POST",
        headers: { ...(origin && { origin }) },
        body: link.searchParams,
        redirect: "manual",
      });
      expect([answer.status, answer.headers.getSetCookie()], origin).toEqual([403, []]);
    }
  });

  await test.step("opening the link asks the victim, who stays", async () => {
    await page.goto(link.href);
    await expect(page.getByRole("heading", { name: "Switch accounts?" })).toBeVisible();
    await expect(page.getByText(victim.email)).toBeVisible();
    await expect(page.getByText(attacker.email)).toBeVisible();
    await page.getByRole("link", { name: "Stay signed in" }).click();
    await expect(page).toHaveURL(new RegExp(`/${victim.slug}$`));
    await expectSignedIn(page, victim.email);
  });

  await test.step("whoever switches is the other person from then on", async () => {
    const old = (await page.context().cookies()).find(({ name }) => name === "gatehouse-session");
    await page.goto(link.href);
    await page.getByRole("button", { name: "Switch account" }).click();
    await expect(page).toHaveURL(new RegExp(`/${attacker.slug}$`));
    await expectSignedIn(page, attacker.email);
    const copy = await someone();
    await copy.context().addCookies([{ name: "gatehouse-session", value: old?.value ?? "", url: appUrl() }]);
    await copy.goto("/account");
    await expect(copy).toHaveURL(/\/sign-in\?/);
  });
});

test("a customer who opens another customer's portal link is asked first", async ({ merchant, someone }) => {
  const shop = await merchant();
  await shop.connectShop(pro);
  await shop.entitlement(await shop.connectServer("Pro"), "Pro", "Pro");
  const [vic, eve] = [unique("vic"), unique("eve")];
  for (const who of [vic, eve]) await shop.buy("Pro", address(who));
  await claim(await someone(), address(vic), vic);
  const page = await signInToPortal(await someone(), address(vic));

  const evesBrowser = await someone();
  await evesBrowser.goto("/portal");
  await evesBrowser.getByLabel("Email address").fill(address(eve));
  await evesBrowser.getByRole("button", { name: "Email me a link" }).click();
  const { links } = await mail(address(eve), /^Sign in to see/);
  const link = links.find((one) => one.includes("/portal/sign-in/")) ?? "";

  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Switch accounts?" })).toBeVisible();
  await page.getByRole("link", { name: "Stay signed in" }).click();
  await expect(page.getByText(`Signed in as ${address(vic)}`)).toBeVisible();
  await page.goto(link);
  await page.getByRole("button", { name: "Switch account" }).click();
  await expect(page.getByText(`Signed in as ${address(eve)}`)).toBeVisible();
});

test("the confirm step takes no more than a link holds, and repeats none of it", async () => {
  const send = (fields: Record<string, string>) =>
    fetch(`${appUrl()}/sign-in/use`, {
      method: "POST",
      headers: { origin: appUrl() },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
  const whole = { token: "0".repeat(64), email: "ana@example.com", callbackUrl: "/" };
  const longs = [{ token: "a".repeat(65) }, { email: `${"a".repeat(255)}@x.test` }, { token: "<script>" }];
  for (const long of longs) {
    const answer = await send({ ...whole, ...long });
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `${appUrl()}/sign-in?error=Verification`,
    ]);
  }
  const far = await send({ ...whole, callbackUrl: `/${"a".repeat(3000)}` });
  expect(far.headers.get("location")?.length).toBeLessThan(200);
  expect((await send({ ...whole, token: "a".repeat(9000) })).status).toBe(413);
  const asked = await fetch(`${appUrl()}/api/auth/signin/email`, {
    method: "POST",
    headers: { origin: appUrl(), "content-type": "application/x-www-form-urlencoded" },
    body: `email=${"a".repeat(9000)}`,
  });
  expect(asked.status).toBe(413);
});

test("a person sees where they are signed in, and ends one session or all", async ({ merchant, someone }) => {
  const { email, page } = await merchant();
  const phone = await someone();
  await ask(email);
  await phone.goto((await mailedLink(email)).href);
  await phone.getByRole("button", { name: "Sign in" }).click();
  await expect(phone.getByRole("navigation", { name: "Main" })).toBeVisible();

  await page.getByRole("button", { name: /^Account: / }).isVisible();
  await page.goto("/account");
  const devices = page.getByRole("list", { name: "Devices" }).getByRole("listitem");
  await expect(devices).toHaveCount(2);
  await expect(devices.first()).toContainText("This device");
  await expect(devices.nth(1)).toContainText("Chrome on");
  await devices
    .nth(1)
    .getByRole("button", { name: /^Sign out/ })
    .click();
  await expect(devices).toHaveCount(1);
  await phone.goto("/account");
  await expect(phone).toHaveURL(/\/sign-in\?/);

  await ask(email);
  const unused = await mailedLink(email);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).not.toHaveURL(/\/account/);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in\?/);
  await page.goto(unused.href);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("That link has already been used or has expired")).toBeVisible();
});

test("use puts off a session's end, up to 90 days after it began", async ({ merchant, sql }) => {
  const { email, page } = await merchant();
  const age = (days: number) => sql`
    update sessions set created_at = now() - make_interval(days => ${days}), last_used_at = now() - interval '1 day',
      expires = now() + interval '1 minute'
    where user_id = (select id from users where email = ${email})`;
  const left = async () => {
    const [row] = await sql`select extract(epoch from expires - now()) / 86400 as days from sessions
      where user_id = (select id from users where email = ${email})`;
    return Math.round(Number(row?.days));
  };
  await age(10);
  await expectSignedIn(page, email);
  expect(await left()).toBe(30);
  await age(85);
  await expectSignedIn(page, email);
  expect(await left()).toBe(5);
  await age(90);
  await page.goto("/account");
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in\?/);
});

test("no page or redirect tells its address to another website", async ({ page }) => {
  const token = "x".repeat(43);
  for (const path of [
    "/",
    "/sign-in?email=ana%40example.com",
    `/sign-in/confirm?token=${"0".repeat(64)}&email=ana%40example.com`,
    `/portal/sign-in/${token}`,
    `/portal/session/${token}`,
    `/connect/discord/${token}/closed`,
    `/discord/confirm?key=${token}`,
    `/discord/result/${token}`,
    "/docs/api",
  ]) {
    const answer = await page.goto(path);
    expect((await answer?.allHeaders())?.["referrer-policy"], path).toBe("same-origin");
    // A policy in the page would count instead of the header.
    await expect(page.locator('meta[name="referrer"]'), path).toHaveCount(0);
  }
  for (const path of [
    `/connect/discord/${token}`,
    "/discord/authorized?code=a&state=b",
    "/discord/installed",
  ]) {
    const answer = await fetch(`${appUrl()}${path}`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("referrer-policy")], path).toEqual([
      path.startsWith("/connect/") ? 302 : 303,
      "no-referrer",
    ]);
  }
});
