import { z } from "zod";
import type { Lane } from "@/db/schema";
import { RetryLater } from "@/lib/errors";
import { consentBucket } from "./rate-budget";
import { callDiscord } from "./request";

/*
 * The only caller of Discord's REST API. Each function makes one call and returns a `Reply`. Ids are strings, because
 * they don't fit into a JavaScript number. Schemas contain only the fields we use.
 */
const snowflake = z.string().regex(/^\d{1,20}$/);

const userShape = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  avatar: z.string().nullish(),
  /** Only of the person who allowed us to identify them. */
  locale: z.string().nullish(),
});
export type DiscordUser = z.output<typeof userShape>;

const roleShape = z.object({
  id: snowflake,
  name: z.string(),
  color: z.number(),
  position: z.number(),
  permissions: z.string(),
  managed: z.boolean(),
  tags: z.record(z.string(), z.unknown()).optional(),
});

export const guildShape = z.object({
  id: snowflake,
  name: z.string(),
  icon: z.string().nullish(),
  owner_id: snowflake,
  features: z.array(z.string()).default([]),
  mfa_level: z.number().default(0),
  max_members: z.number().nullish(),
  approximate_member_count: z.number().nullish(),
  roles: z.array(roleShape).default([]),
});
export type DiscordGuild = z.output<typeof guildShape>;

const moment = z.string().transform((text) => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
});

const memberShape = z.object({
  user: userShape,
  roles: z.array(snowflake),
  pending: z.boolean().default(false),
  joined_at: moment.nullish(),
});
export type DiscordMember = z.output<typeof memberShape>;

const nothing = z.undefined();
const memberPath = (guildId: string, userId: string) => `/guilds/${guildId}/members/${userId}`;

export function getGuild(guildId: string, lane: Lane) {
  return callDiscord({
    method: "GET",
    path: `/guilds/${guildId}?with_counts=true`,
    bucket: { name: "get-guild", major: guildId },
    lane,
    schema: guildShape,
  });
}

export function getMember(guildId: string, userId: string, lane: Lane) {
  const bucket = { name: "get-member", major: guildId } as const;
  return callDiscord({ method: "GET", path: memberPath(guildId, userId), bucket, lane, schema: memberShape });
}

/** The id to list on from. Throws `RetryLater` for a list that doesn't go on, which would never end. */
export function goOnAfter(list: string, after: string, last: string): string {
  if (BigInt(last) > BigInt(after)) return last;
  throw new RetryLater(600, `Discord's list of ${list} repeats itself (after ${after})`);
}

/** 1,000 members with ids above `after`, ascending. Needs the members intent; otherwise 403 50001. */
export function listMembers(guildId: string, after: string) {
  const path = `/guilds/${guildId}/members?limit=1000&after=${after}`;
  const bucket = { name: "list-members", major: guildId } as const;
  return callDiscord({ method: "GET", path, bucket, lane: "bulk", schema: z.array(memberShape) });
}

/**
 * Adds a person with their own token. 201: they joined now. 204: they were already in, and Discord ignored the rest
 * of the body, so roles are always given separately.
 */
export function addMember(guildId: string, userId: string, accessToken: string, lane: Lane, reason: string) {
  return callDiscord({
    method: "PUT",
    path: memberPath(guildId, userId),
    bucket: { name: "add-member", major: guildId },
    lane,
    reason,
    body: { access_token: accessToken },
    schema: memberShape.optional(),
  });
}

type RoleChange = { guildId: string; userId: string; roleId: string; lane: Lane; reason: string };

export function giveRole(change: RoleChange) {
  return changeRole("PUT", change);
}

export function takeRole(change: RoleChange) {
  return changeRole("DELETE", change);
}

function changeRole(method: "PUT" | "DELETE", { guildId, userId, roleId, lane, reason }: RoleChange) {
  const path = `${memberPath(guildId, userId)}/roles/${roleId}`;
  // Both verbs share one bucket per guild.
  return callDiscord({
    method,
    path,
    bucket: { name: "member-role", major: guildId },
    lane,
    reason,
    schema: nothing,
  });
}

export function kickMember(guildId: string, userId: string, lane: Lane, reason: string) {
  const bucket = { name: "kick-member", major: guildId } as const;
  return callDiscord({
    method: "DELETE",
    path: memberPath(guildId, userId),
    bucket,
    lane,
    reason,
    schema: nothing,
  });
}

export function getBotUser(lane: Lane) {
  return callDiscord({ method: "GET", path: "/users/@me", bucket: null, lane, schema: userShape });
}

/** The guilds that the bot is in, 200 with ids above `after`. */
export function listBotGuilds(after: string, lane: Lane) {
  return callDiscord({
    method: "GET",
    path: `/users/@me/guilds?limit=200&after=${after}`,
    bucket: { name: "my-guilds", major: "bot" },
    lane,
    schema: z.array(z.object({ id: snowflake, name: z.string() })),
  });
}

export function getTokenUser(accessToken: string) {
  return callDiscord({
    method: "GET",
    path: "/users/@me",
    bucket: consentBucket,
    lane: "waiting",
    bearer: accessToken,
    schema: userShape,
  });
}
