import { randomBytes } from "node:crypto";
import { z } from "zod";
import { Refusal } from "../refusal";
import type { Discord } from "./discord";
import { addMember, removeBot, removeMember, writeAudit } from "./members";
import type { Guild, Member, Person, Role } from "./records";
import { createRole, deleteRole, moveRole, moveRoleBeside, stepRole } from "./roles";

const flag = z.union([z.boolean(), z.stringbool()]);
const user = z.object({ user_id: z.string(), reason: z.string().optional() });
const userAndRole = user.extend({ role_id: z.string() });

type Action = {
  schema: z.ZodType;
  run(discord: Discord, guild: Guild, input: unknown): Record<string, unknown>;
};

function action<Schema extends z.ZodType>(
  schema: Schema,
  run: (discord: Discord, guild: Guild, input: z.infer<Schema>) => Record<string, unknown> | undefined,
): Action {
  return {
    schema,
    run: (discord, guild, input) => {
      const answer = run(discord, guild, schema.parse(input)) ?? {};
      discord.changed();
      return answer;
    },
  };
}

const moveInput = z.object({
  role_id: z.string(),
  /** 1 is right above @everyone; the other roles make room. */
  position: z.coerce.number().int().min(0).optional(),
  /** Takes the number as it is, even if it makes a tie or a gap. */
  exact: flag.optional(),
  above: z.string().optional(),
  below: z.string().optional(),
  step: z.enum(["up", "down"]).optional(),
  /** What the page's drag and drop sends. */
  target_id: z.string().optional(),
  side: z.enum(["above", "below"]).optional(),
});

/** What moderators, members or Discord itself do in a server. Control calls and the servers page share these. */
const actions: Record<string, Action> = {
  "move-role": action(moveInput, (_discord, guild, input) => {
    const role = roleOf(guild, input.role_id);
    const above = input.above ?? (input.side === "above" ? input.target_id : undefined);
    const below = input.below ?? (input.side === "below" ? input.target_id : undefined);
    if (above !== undefined) moveRoleBeside(guild, role, anyRoleOf(guild, above), "above");
    else if (below !== undefined) moveRoleBeside(guild, role, roleOf(guild, below), "below");
    else if (input.step) stepRole(guild, role, input.step === "up" ? 1 : -1);
    else if (input.position === undefined) throw new Refusal("Say where: position, above, below or step.");
    else if (input.exact) role.position = input.position;
    else moveRole(guild, role, input.position);
    return { position: role.position };
  }),
  "create-role": action(
    z.object({
      name: z.string().min(1).max(100),
      position: z.coerce.number().int().min(0).optional(),
      permissions: z.coerce.bigint().optional(),
      managed: flag.optional(),
      color: z.coerce.number().int().optional(),
    }),
    (discord, guild, input) => ({ id: createRole(discord, guild, input).id }),
  ),
  "edit-role": action(
    z.object({
      role_id: z.string(),
      name: z.string().min(1).max(100).optional(),
      permissions: z.coerce.bigint().optional(),
      managed: flag.optional(),
    }),
    (_discord, guild, input) => {
      const role = anyRoleOf(guild, input.role_id);
      if (input.name !== undefined) role.name = input.name;
      if (input.permissions !== undefined) role.permissions = input.permissions;
      if (input.managed !== undefined) role.managed = input.managed;
      return undefined;
    },
  ),
  "delete-role": action(z.object({ role_id: z.string() }), (_discord, guild, { role_id }) => {
    deleteRole(guild, roleOf(guild, role_id));
    return undefined;
  }),
  join: action(
    user.extend({ pending: flag.optional(), roles: z.array(z.string()).optional() }),
    (discord, guild, input) => {
      const person = personOf(discord, input.user_id);
      if (guild.bans.has(person.id)) throw new Refusal(`${person.username} is banned from ${guild.name}.`);
      const roles = (input.roles ?? []).map((id) => roleOf(guild, id));
      const member = guild.members.get(person.id) ?? addMember(discord, guild, person.id);
      if (input.pending !== undefined) member.pending = input.pending;
      for (const role of roles) member.roles.add(role.id);
      return undefined;
    },
  ),
  leave: action(user, (discord, guild, input) => {
    removeMember(guild, otherMemberOf(discord, guild, input.user_id).userId);
    return undefined;
  }),
  kick: action(user, (discord, guild, input) => {
    removeMember(guild, otherMemberOf(discord, guild, input.user_id).userId);
    writeAudit(discord, guild, { action: "MEMBER_KICK", ...input, by: guild.ownerId });
    return undefined;
  }),
  ban: action(user, (discord, guild, input) => {
    const person = personOf(discord, input.user_id);
    if (person.id === guild.ownerId) throw new Refusal("The owner cannot be banned.");
    guild.bans.add(person.id);
    removeMember(guild, person.id);
    writeAudit(discord, guild, { action: "MEMBER_BAN_ADD", ...input, by: guild.ownerId });
    return undefined;
  }),
  unban: action(user, (discord, guild, input) => {
    guild.bans.delete(input.user_id);
    writeAudit(discord, guild, { action: "MEMBER_BAN_REMOVE", ...input, by: guild.ownerId });
    return undefined;
  }),
  "give-role": action(userAndRole, (discord, guild, input) => {
    const role = roleOf(guild, input.role_id);
    memberOf(guild, input.user_id).roles.add(role.id);
    writeAudit(discord, guild, { action: "MEMBER_ROLE_ADD", ...input, by: guild.ownerId });
    return undefined;
  }),
  "take-role": action(userAndRole, (discord, guild, input) => {
    memberOf(guild, input.user_id).roles.delete(input.role_id);
    writeAudit(discord, guild, { action: "MEMBER_ROLE_REMOVE", ...input, by: guild.ownerId });
    return undefined;
  }),
  "accept-rules": action(user, (_discord, guild, input) => {
    memberOf(guild, input.user_id).pending = false;
    return undefined;
  }),
  "kick-bot": action(z.object({}), (_discord, guild) => {
    removeBot(guild);
    return undefined;
  }),
  "reset-token": action(z.object({ token: z.string().optional() }), (discord, _guild, { token }) => ({
    token: resetBotToken(discord, token),
  })),
  set: action(
    z.object({
      name: z.string().min(2).max(100).optional(),
      screening: flag.optional(),
      mfa_level: z.union([z.literal(0), z.literal(1)]).optional(),
      verification_level: z.number().int().min(0).max(4).optional(),
      max_members: z.number().int().positive().optional(),
      owner_id: z.string().optional(),
      unavailable: flag.optional(),
      absent_code: z.union([z.literal(10004), z.literal(50001)]).optional(),
      members_intent: flag.optional(),
    }),
    (discord, guild, input) => {
      if (input.owner_id !== undefined) guild.ownerId = memberOf(guild, input.owner_id).userId;
      guild.name = input.name ?? guild.name;
      guild.screening = input.screening ?? guild.screening;
      guild.mfaLevel = input.mfa_level ?? guild.mfaLevel;
      guild.verificationLevel = verificationLevel(input.verification_level) ?? guild.verificationLevel;
      guild.maxMembers = input.max_members ?? guild.maxMembers;
      guild.unavailable = input.unavailable ?? guild.unavailable;
      guild.absentCode = input.absent_code ?? guild.absentCode;
      const { application } = discord;
      application.membersIntent = input.members_intent ?? application.membersIntent;
      return undefined;
    },
  ),
};

/** Runs an action by its name, with unparsed input from a body or a form. */
export function runAction(
  discord: Discord,
  guildId: string,
  name: string,
  input: unknown,
): Record<string, unknown> {
  const guild = discord.guilds.get(guildId);
  if (!guild) throw new Refusal(`There is no server ${guildId}.`, 404);
  const known = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!known) throw new Refusal(`There is no action ${name} for a server.`, 404);
  const parsed = known.schema.safeParse(input);
  if (parsed.success) return known.run(discord, guild, input);
  const [issue] = parsed.error.issues;
  throw new Refusal(`\`${issue?.path.join(".")}\` is not valid: ${issue?.message}.`);
}

/** Ends the old token at once, like "Reset Token" in the developer portal. */
export function resetBotToken(
  discord: Discord,
  token = `sandbox.${randomBytes(12).toString("hex")}`,
): string {
  discord.application.botToken = token;
  discord.changed();
  return token;
}

function verificationLevel(level: number | undefined): Guild["verificationLevel"] | undefined {
  return ([0, 1, 2, 3, 4] as const).find((known) => known === level);
}

export function personOf(discord: Discord, userId: string): Person {
  const person = discord.users.get(userId);
  if (!person) throw new Refusal(`There is no user ${userId}.`);
  return person;
}

function anyRoleOf(guild: Guild, roleId: string): Role {
  const role = guild.roles.get(roleId);
  if (!role) throw new Refusal(`${guild.name} has no role ${roleId}.`);
  return role;
}

function roleOf(guild: Guild, roleId: string): Role {
  if (roleId === guild.id) throw new Refusal("@everyone can't be changed: every member has it.");
  return anyRoleOf(guild, roleId);
}

function memberOf(guild: Guild, userId: string): Member {
  const member = guild.members.get(userId);
  if (!member) throw new Refusal(`User ${userId} is not a member of ${guild.name}.`);
  return member;
}

function otherMemberOf(discord: Discord, guild: Guild, userId: string): Member {
  if (userId === guild.ownerId) {
    throw new Refusal(`${personOf(discord, userId).username} owns ${guild.name} and cannot leave it.`);
  }
  return memberOf(guild, userId);
}
