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
    ["a role at the same position", role("1", 5), {}, "above_bot"],
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
  ])("%s: %s", (_, candidate, more, obstacle) => {
    expect(roleObstacle(candidate, guildId, guild(more))).toBe(obstacle);
  });

  test("a role is given only if it is strictly below the bot, unmanaged, and not @everyone", () => {
    const anyRole = fc.record({
      id: fc.constantFrom(guildId, "1", "2"),
      position: fc.integer({ min: 0, max: 12 }),
      managed: fc.boolean(),
    });
    const powers = fc.bigInt({ min: 0n, max: (1n << 60n) - 1n });
    fc.assert(
      fc.property(
        anyRole,
        powers,
        fc.integer({ min: 0, max: 12 }),
        ({ id, position, managed }, bits, botTopPosition) => {
          const snapshot = guild({ botPermissions: String(bits), botTopPosition });
          const mayGive = roleObstacle(role(id, position, { managed }), guildId, snapshot) === null;
          const allowed = (bits & ((1n << 28n) | 8n)) !== 0n;
          expect(mayGive).toBe(id !== guildId && !managed && allowed && position < botTopPosition);
        },
      ),
    );
  });
});

test("permission bits above 2^53 are kept", () => {
  expect(hasPermission(String((1n << 60n) | (1n << 40n)), "moderateMembers")).toBe(true);
  expect(hasPermission(String(1n << 60n), "moderateMembers")).toBe(false);
  expect(hasPermission("8", "manageRoles")).toBe(true);
});

test("roles are listed highest first, and by lower id when positions are equal, whatever their input order", () => {
  const ids = fc.uniqueArray(fc.bigInt({ min: 1n, max: 10n ** 19n }), { maxLength: 12 });
  fc.assert(
    fc.property(ids, fc.infiniteStream(fc.nat({ max: 3 })), (list, positions) => {
      const roles = list.map((id) => role(String(id), positions.next().value ?? 0));
      const ordered = inDiscordOrder(roles);
      expect(inDiscordOrder([...roles].reverse())).toEqual(ordered);
      for (const [index, next] of ordered.slice(1).entries()) {
        const current = ordered[index];
        if (!current) continue;
        const lower = next.position < current.position;
        const sameWithHigherId = next.position === current.position && BigInt(next.id) > BigInt(current.id);
        expect(lower || sameWithHigherId).toBe(true);
      }
    }),
  );
});

test("the picker shows every role except @everyone, with its obstacle, and marks the bot's own role", () => {
  const choices = roleChoices(guildId, guild());
  expect(choices.map(({ id, obstacle, isBotRole }) => [id, obstacle, isBotRole])).toEqual([
    ["8", "above_bot", false],
    ["5", "managed", true],
    ["1", null, false],
  ]);
});

test("a member's highest position is 0 without roles, and ignores deleted roles", () => {
  const { roles } = guild();
  expect(topPosition([], roles)).toBe(0);
  expect(topPosition(["1", "8", "gone"], roles)).toBe(8);
});

test("dangerous permissions of a paid role are named in Discord's words", () => {
  expect(dangerousPowers("12")).toEqual(["Administrator", "Ban Members"]);
  expect(dangerousPowers("1024")).toEqual([]);
});
