import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GuildSnapshot, RoleSnapshot } from "@/db/schema";
import {
  dangerousPowers,
  hasPermission,
  inDiscordOrder,
  roleChoices,
  roleObstacle,
  topPosition,
} from "./roles";

const guildId = "1000";
const manageRoles = String(1n << 28n);
const role = (id: string, position: number, more: Partial<RoleSnapshot> = {}): RoleSnapshot => ({
  id,
  name: `Role ${id}`,
  color: 0,
  position,
  permissions: "0",
  managed: false,
  ...more,
});
const guild = (more: Partial<GuildSnapshot> = {}): GuildSnapshot => ({
  roles: [
    role(guildId, 0),
    role("1", 1),
    role("5", 5, { managed: true, tags: { bot_id: "7" } }),
    role("8", 8),
  ],
  ownerId: "2",
  botRoleIds: ["5"],
  botTopPosition: 5,
  botPermissions: manageRoles,
  memberCount: null,
  mfaLevel: 0,
  screening: false,
  ...more,
});

describe("which roles the bot can give", () => {
  test.each([
    ["a role below the bot's", role("1", 4), {}, null],
    ["@everyone", role(guildId, 0), {}, "everyone"],
    ["a role above the bot's", role("1", 6), {}, "above_bot"],
    ["a role on the same rung", role("1", 5), {}, "above_bot"],
    ["a role above, for a bot with Administrator", role("1", 6), { botPermissions: "8" }, "above_bot"],
    ["a managed role", role("1", 1, { managed: true }), {}, "managed"],
    [
      "the booster role (a null tag means yes)",
      role("1", 1, { tags: { premium_subscriber: null } }),
      {},
      "managed",
    ],
    ["a linked role", role("1", 1, { tags: { guild_connections: null } }), {}, "managed"],
    ["a role without Manage Roles", role("1", 1), { botPermissions: "3" }, "bot_permission"],
  ])("%s: %s", (_, one, more, obstacle) => {
    expect(roleObstacle(one, guildId, guild(more))).toBe(obstacle);
  });

  test("a role is given only if it is strictly below the bot, unmanaged, and not @everyone", () => {
    const anyRole = fc.record({
      id: fc.constantFrom(guildId, "1", "2"),
      position: fc.integer({ min: 0, max: 12 }),
      managed: fc.boolean(),
    });
    const powers = fc.bigInt({ min: 0n, max: (1n << 60n) - 1n });
    fc.assert(
      fc.property(anyRole, powers, fc.integer({ min: 0, max: 12 }), (one, bits, botTopPosition) => {
        const snapshot = guild({ botPermissions: String(bits), botTopPosition });
        const may =
          roleObstacle(role(one.id, one.position, { managed: one.managed }), guildId, snapshot) === null;
        const allowed = (bits & ((1n << 28n) | 8n)) !== 0n;
        expect(may).toBe(one.id !== guildId && !one.managed && allowed && one.position < botTopPosition);
      }),
    );
  });
});

test("permission bits beyond 2^53 survive", () => {
  expect(hasPermission(String((1n << 60n) | (1n << 40n)), "moderateMembers")).toBe(true);
  expect(hasPermission(String(1n << 60n), "moderateMembers")).toBe(false);
  expect(hasPermission("8", "manageRoles")).toBe(true);
});

test("roles come highest first, and of equal rungs the lower id first, in any order of arrival", () => {
  const ids = fc.uniqueArray(fc.bigInt({ min: 1n, max: 10n ** 19n }), { maxLength: 12 });
  fc.assert(
    fc.property(ids, fc.infiniteStream(fc.nat({ max: 3 })), (list, rungs) => {
      const roles = list.map((id) => role(String(id), rungs.next().value ?? 0));
      const ordered = inDiscordOrder(roles);
      expect(inDiscordOrder([...roles].reverse())).toEqual(ordered);
      for (const [place, one] of ordered.entries()) {
        const next = ordered[place + 1];
        if (!next) continue;
        const lower = next.position < one.position;
        expect(lower || (next.position === one.position && BigInt(next.id) > BigInt(one.id))).toBe(true);
      }
    }),
  );
});

test("the picker shows every role but @everyone, each with its reason, and the bot's own as a line", () => {
  const choices = roleChoices(guildId, guild());
  expect(choices.map(({ id, obstacle, isBotRole }) => [id, obstacle, isBotRole])).toEqual([
    ["8", "above_bot", false],
    ["5", "managed", true],
    ["1", null, false],
  ]);
});

test("the highest rung of a member: 0 without roles, and deleted roles do not count", () => {
  const { roles } = guild();
  expect(topPosition([], roles)).toBe(0);
  expect(topPosition(["1", "8", "gone"], roles)).toBe(8);
});

test("powers that a paid role had better not carry are named in Discord's words", () => {
  expect(dangerousPowers("12")).toEqual(["Administrator", "Ban Members"]);
  expect(dangerousPowers("1024")).toEqual([]);
});
