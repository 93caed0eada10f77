import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { discordAccounts } from "@/db/schema";
import { decrypt } from "@/lib/crypto";
import { settle } from "@/test/world/merchant-world";
import { clearFaults, clearRequests, control, fault, newUser, routes } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { refreshTokens } from "./oauth";

openScene();

async function accountsOf(user: string) {
  const rows = await db().select().from(discordAccounts).where(eq(discordAccounts.discordUserId, user));
  return rows.map(({ id, accessToken, refreshToken, dueAt, linkedAt }) => ({
    id,
    linkedAt,
    due: dueAt !== null,
    hasTokens: accessToken !== null && refreshToken !== null,
    refreshToken: refreshToken && decrypt(refreshToken, `discord_accounts.refresh_token:${id}`),
  }));
}

const stillWorks = async (token: string | null | undefined) =>
  (await refreshTokens(token ?? "")).kind === "ok";

async function revocations(): Promise<number> {
  const { routes: seen } = await control<{ routes: Record<string, { total: number }> }>("/requests");
  return seen[routes.revokeToken]?.total ?? 0;
}

async function switching() {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  const [before] = await accountsOf(carl.user);
  await clearRequests();
  return { ...carl, before };
}

describe("the tokens of an account that its customer left", () => {
  test("are revoked at Discord and deleted", async () => {
    const { email, user, before } = await switching();
    await world.portal(email, await newUser("next"));
    expect(await accountsOf(user)).toMatchObject([{ hasTokens: false, due: false }]);
    expect(await revocations()).toBe(1);
    expect(await stillWorks(before?.refreshToken)).toBe(false);
  });

  test("are kept until Discord answers, and revoked then", async () => {
    const { email, user, before } = await switching();
    await fault("revokeToken", "503");
    await world.portal(email, await newUser("next"));
    expect(await accountsOf(user)).toMatchObject([{ hasTokens: true, due: true }]);
    await clearFaults();
    await db()
      .update(discordAccounts)
      .set({ dueAt: sql`now()` })
      .where(eq(discordAccounts.discordUserId, user));
    await settle();
    expect(await accountsOf(user)).toMatchObject([{ hasTokens: false, due: false }]);
    expect(await stillWorks(before?.refreshToken)).toBe(false);
  });

  test("are only deleted while another customer uses the same Discord account", async () => {
    const { email, user } = await switching();
    await world.buy("Pro", "other@x.test");
    await world.connect("other@x.test", user);
    await world.portal(email, await newUser("next"));
    expect(await revocations()).toBe(0);
    const accounts = await accountsOf(user);
    expect(accounts.map(({ hasTokens }) => hasTokens).sort()).toEqual([false, true]);
    expect(await stillWorks(accounts.find(({ hasTokens }) => hasTokens)?.refreshToken)).toBe(true);
  });

  test("are not touched when the customer has come back to the account before", async () => {
    const { email, user } = await switching();
    await fault("revokeToken", "503");
    await world.portal(email, await newUser("next"));
    await world.portal(email, user);
    await clearFaults();
    await settle();
    const [account] = await accountsOf(user);
    expect(account).toMatchObject({ hasTokens: true, due: false });
    expect(await stillWorks(account?.refreshToken)).toBe(true);
  });
});
