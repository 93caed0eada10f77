import { expect, type Page } from "@playwright/test";

export const appUrl = () => process.env.E2E_APP_URL ?? "";
export const sandboxUrl = () => process.env.E2E_SANDBOX_URL ?? "";

type Json = Record<string, unknown>;

/** Calls the sandbox's control API: what happens in Discord, at the mail provider and in the shop. */
export async function control<T = Json>(path: string, body?: Json): Promise<T> {
  const response = await fetch(`${sandboxUrl()}/control${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json" },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text || "null") as T;
}

/** A name that no other test uses, and that is valid as a Discord username. */
export function unique(word: string): string {
  return `${word}_${Math.random().toString(36).slice(2, 9)}`;
}

export type GuildReport = {
  id: string;
  roles: { id: string; name: string; position: number }[];
  members: { user_id: string; username: string; roles: string[] }[];
  bot: { present: boolean; role_id: string | null };
};

export function guild(id: string): Promise<GuildReport> {
  return control<GuildReport>(`/discord/guilds/${id}?audit=0`);
}

/** The names of a member's roles, sorted; null when they are not in the server. */
export async function rolesOf(guildId: string, username: string): Promise<string[] | null> {
  const { members, roles } = await guild(guildId);
  const member = members.find((one) => one.username === username);
  if (!member) return null;
  return member.roles.map((id) => roles.find((role) => role.id === id)?.name ?? id).sort();
}

/** Waits until the person is in the server with exactly these roles; `null`: until they are not in it. */
export async function expectRoles(guildId: string, username: string, roles: string[] | null): Promise<void> {
  await expect.poll(() => rolesOf(guildId, username), { message: `roles of ${username}` }).toEqual(roles);
}

type Mail = { id: string; subject: string; text: string; links: string[] };

export async function mails(to: string): Promise<Mail[]> {
  return control<Mail[]>(`/inbox?to=${encodeURIComponent(to)}`);
}

/** The newest mail with this subject, once it has arrived. */
export async function mail(to: string, subject: RegExp): Promise<Mail> {
  let found: Mail | undefined;
  await expect
    .poll(
      async () => {
        found = (await mails(to)).filter((one) => subject.test(one.subject)).at(-1);
        return found?.subject;
      },
      { message: `mail to ${to}` },
    )
    .toMatch(subject);
  if (!found) throw new Error(`no mail to ${to}`);
  return found;
}

/** Opens the mail in the inbox as a person does, clicks its link, and returns the new tab. */
export async function openInMail(page: Page, to: string, subject: RegExp, link: string): Promise<Page> {
  const { id } = await mail(to, subject);
  await page.goto(`${sandboxUrl()}/inbox?to=${encodeURIComponent(to)}&mail=${id}`);
  const opened = page.waitForEvent("popup");
  await page.frameLocator("iframe").getByRole("link", { name: link }).first().click();
  return opened;
}

/** Signs up on the sandbox's Discord as this new person. */
export async function beOnDiscord(page: Page, username: string): Promise<void> {
  await page.getByRole("textbox", { name: "New username" }).fill(username);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("Signed in as")).toContainText(username);
}

export async function authorize(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Authorize", exact: true }).click();
}

type Received = { verified: boolean | null; json: { type: string; data: Json } | null };

/** What a catcher of the sandbox received. */
export async function caught(name: string): Promise<Received[]> {
  return (await control<{ received: Received[] }>(`/hooks/${name}`)).received;
}
