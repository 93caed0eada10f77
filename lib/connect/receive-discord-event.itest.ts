import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { discordAccounts } from "@/db/schema";
import { accessTokenFor } from "@/lib/discord/tokens";
import { deauthorized, signedByDiscord } from "@/test/world/discord-event";
import { realNow, setOwnClockAhead, setOwnClockRight } from "@/test/world/own-clock";
import { hold, rolesOf } from "@/test/world/sandbox-world";
import { customer, guild, openScene, role, world } from "@/test/world/scene-world";
import { saveAccount } from "./accounts";
import { receiveDiscordEvent } from "./receive-discord-event";

openScene();
afterEach(setOwnClockRight);

describe("Discord's own events", () => {
  test("a revoked consent deletes the tokens, also when it comes twice, and the role stays", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const body = deauthorized(carl.user);
    for (let time = 0; time < 2; time++) await receiveDiscordEvent(signedByDiscord(body), Buffer.from(body));
    const [account] = await db()
      .select()
      .from(discordAccounts)
      .where(eq(discordAccounts.discordUserId, carl.user));
    expect(account).toMatchObject({ accessToken: null, refreshToken: null });
    expect(await rolesOf(guild.id, carl.user)).toEqual([role("Pro")]);
  });

  test("an event older than the consent deletes nothing; a newer one without a time zone does", async () => {
    await world.entitlement(guild.id, role("Pro"), ["Pro"]);
    const carl = await customer("carl");
    const [day, dead] = [86_400_000, () => isDead(carl.user)];
    const late = deauthorized(carl.user, new Date(Date.now() - day).toISOString());
    await receiveDiscordEvent(signedByDiscord(late), Buffer.from(late));
    expect(await dead()).toBe(false);
    const fresh = deauthorized(carl.user, new Date(Date.now() + 1_000).toISOString().replace("Z", ""));
    await receiveDiscordEvent(signedByDiscord(fresh), Buffer.from(fresh));
    expect(await dead()).toBe(true);
  });

  test.each([10, -10, 30, -30])("our own clock %i minutes ahead changes nothing", async (minutes) => {
    const body = deauthorized("1");
    const receive = (sentMinutesAgo: number) => {
      const headers = signedByDiscord(body, new Date(realNow().getTime() - sentMinutesAgo * 60_000));
      setOwnClockAhead({ minutes });
      return receiveDiscordEvent(headers, Buffer.from(body));
    };
    await receive(0);
    await receive(14);
    for (const age of [16, 30]) await expect(receive(age)).rejects.toThrow("signature");
  });

  test("forged, old and altered events are refused", async () => {
    const body = deauthorized("1");
    const good = signedByDiscord(body);
    await expect(receiveDiscordEvent(new Headers(), Buffer.from(body))).rejects.toThrow("signature");
    await expect(receiveDiscordEvent(good, Buffer.from(`${body} `))).rejects.toThrow("signature");
    const old = signedByDiscord(body, new Date(Date.now() - 3_600_000));
    await expect(receiveDiscordEvent(old, Buffer.from(body))).rejects.toThrow("signature");
    await expect(
      receiveDiscordEvent(signedByDiscord('{"type":0}'), Buffer.from('{"type":0}')),
    ).resolves.toBeUndefined();
  });
});

test("a slow refresh does not overwrite the tokens of a newer consent", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  const carl = await customer("carl");
  const { customerId } = await world.grant(carl.email);
  await db()
    .update(discordAccounts)
    .set({ tokenExpiresAt: sql`now()` })
    .where(eq(discordAccounts.discordUserId, carl.user));
  const refresh = await hold("token", "slow");
  const refreshing = accessTokenFor(carl.user, [customerId], false);
  await refresh.arrived();
  await inTransaction((tx) =>
    saveAccount(
      tx,
      { id: customerId, businessId: world.businessId },
      { id: carl.user, username: "carl", global_name: null, avatar: null },
      {
        access_token: "fresh",
        refresh_token: "fresher",
        expires_in: 600,
        scope: new Set(["identify", "guilds.join"]),
      },
      false,
    ),
  );
  await refresh.release();
  expect(await refreshing).toBe("fresh");
  const [account] = await db()
    .select()
    .from(discordAccounts)
    .where(eq(discordAccounts.discordUserId, carl.user));
  expect(account?.tokenDeadAt).toBeNull();
});

async function isDead(user: string): Promise<boolean> {
  const [account] = await db().select().from(discordAccounts).where(eq(discordAccounts.discordUserId, user));
  return account?.tokenDeadAt != null;
}
