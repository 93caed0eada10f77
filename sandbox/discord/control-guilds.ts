import { z } from "zod";
import { botUserId, type Discord } from "./discord";
import { personOf } from "./manual-actions";
import { addBot, addMember, memberIds } from "./members";
import { permissionsOf, rolesFromTop, topPosition } from "./permissions";
import type { Guild } from "./records";
import { botRoleOf, createRole, moveRole } from "./roles";
import { newGuild, newPerson } from "./seed";
import { memberShape, roleShape } from "./shapes";
import { newSnowflake } from "./snowflake";

/** `POST /control/discord/guilds`. */
export const guildInput = z.object({
  name: z.string().min(2).max(100),
  owner_id: z.string(),
  roles: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        position: z.number().int().min(0).optional(),
        permissions: z.coerce.bigint().optional(),
        managed: z.boolean().optional(),
        color: z.number().int().optional(),
      }),
    )
    .max(248)
    .default([]),
  members: z.union([z.number().int().min(0).max(200_000), z.array(z.string())]).default([]),
  screening: z.boolean().default(false),
  mfa_level: z.union([z.literal(0), z.literal(1)]).default(0),
  /** Adds the bot, with its role at the given position (1 is the lowest). */
  bot: z
    .object({ permissions: z.coerce.bigint().default(268435459n), position: z.number().int().optional() })
    .optional(),
});

export function createGuild(discord: Discord, input: z.infer<typeof guildInput>) {
  const owner = personOf(discord, input.owner_id);
  const listed = Array.isArray(input.members) ? input.members.map((id) => personOf(discord, id).id) : [];
  const guild = newGuild(newSnowflake(discord.now()), input.name, owner.id);
  guild.mfaLevel = input.mfa_level;
  discord.guilds.set(guild.id, guild);
  const roles = input.roles.map((role) => createRole(discord, guild, role));
  const memberIdsToAdd =
    typeof input.members === "number" ? createMembers(discord, guild, input.members) : listed;
  for (const id of [owner.id, ...memberIdsToAdd]) addMember(discord, guild, id);
  guild.screening = input.screening;
  if (input.bot) {
    addBot(discord, guild, input.bot.permissions, owner.id);
    const role = botRoleOf(guild);
    if (role && input.bot.position !== undefined) moveRole(guild, role, input.bot.position);
  }
  discord.changed();
  return {
    id: guild.id,
    roles: Object.fromEntries(roles.map((role) => [role.name, role.id])),
    members: memberIdsToAdd,
    bot_role_id: botRoleOf(guild)?.id ?? null,
  };
}

function createMembers(discord: Discord, guild: Guild, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const id = newSnowflake(discord.now());
    const name = `member_${guild.id.slice(-6)}_${index}`;
    discord.users.set(id, newPerson(id, name, `Member ${index}`));
    return id;
  });
}

/** A server as control calls report it: everything, roles from the top, newest audit entries last. */
export function guildReport(discord: Discord, guild: Guild, auditEntries: number) {
  const bot = guild.members.get(botUserId);
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    screening: guild.screening,
    mfa_level: guild.mfaLevel,
    verification_level: guild.verificationLevel,
    max_members: guild.maxMembers,
    unavailable: guild.unavailable,
    roles: rolesFromTop(guild).map(roleShape),
    members: memberIds(guild).flatMap((id) => {
      const member = guild.members.get(id);
      if (!member) return [];
      const shape = memberShape(discord, member);
      return { user_id: id, username: shape.user.username, ...shape };
    }),
    bans: [...guild.bans],
    bot: {
      present: bot !== undefined,
      user_id: botUserId,
      roles: [...(bot?.roles ?? [])],
      role_id: botRoleOf(guild)?.id ?? null,
      permissions: permissionsOf(guild, botUserId).toString(),
      top_position: topPosition(guild, botUserId),
    },
    audit_log: Number.isFinite(auditEntries) ? guild.audit.slice(-auditEntries) : guild.audit,
  };
}
