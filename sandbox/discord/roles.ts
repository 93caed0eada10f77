import { botUserId, type Discord } from "./discord";
import type { Guild, Role } from "./records";
import { newRole } from "./seed";
import { compareSnowflakes, newSnowflake } from "./snowflake";

type NewRole = {
  name: string;
  position?: number | undefined;
  permissions?: bigint | undefined;
  managed?: boolean | undefined;
  color?: number | undefined;
};

/** Adds a role at exactly the given position, or else on top of the others. */
export function createRole(discord: Discord, guild: Guild, given: NewRole): Role {
  const id = newSnowflake(discord.now());
  const top = Math.max(...[...guild.roles.values()].map((role) => role.position));
  const role = newRole(id, given.name, given.position ?? top + 1);
  role.permissions = given.permissions ?? 0n;
  role.color = given.color ?? 0;
  role.managed = given.managed ?? false;
  if (role.managed) role.tags = { integration_id: newSnowflake(discord.now()) };
  guild.roles.set(id, role);
  return role;
}

export function deleteRole(guild: Guild, role: Role): void {
  guild.roles.delete(role.id);
  for (const member of guild.members.values()) member.roles.delete(role.id);
}

/** The bot's own role is added at the very bottom, and all others move up by one. */
export function createBotRole(discord: Discord, guild: Guild, permissions: bigint): Role {
  for (const role of guild.roles.values()) if (role.id !== guild.id) role.position += 1;
  const name = discord.application.name;
  const role = { ...newRole(newSnowflake(discord.now()), name, 1), permissions, managed: true };
  role.tags = { bot_id: botUserId };
  guild.roles.set(role.id, role);
  return role;
}

export function botRoleOf(guild: Guild): Role | undefined {
  return [...guild.roles.values()].find((role) => role.tags?.bot_id === botUserId);
}

/** Roles from the bottom, without @everyone. */
function fromBottom(guild: Guild): Role[] {
  return [...guild.roles.values()]
    .filter((role) => role.id !== guild.id)
    .sort((a, b) => a.position - b.position || compareSnowflakes(b.id, a.id));
}

/** Moves a role to a position (1 is the lowest) and renumbers the others without gaps, as dragging does. */
export function moveRole(guild: Guild, role: Role, position: number): void {
  const others = fromBottom(guild).filter((other) => other !== role);
  const index = Math.min(Math.max(position, 1), others.length + 1) - 1;
  others.splice(index, 0, role);
  for (const [below, each] of others.entries()) each.position = below + 1;
}

/** Moves a role right above or right below another. */
export function moveRoleBeside(guild: Guild, role: Role, other: Role, side: "above" | "below"): void {
  const others = fromBottom(guild).filter((each) => each !== role);
  const position = others.indexOf(other) + 1;
  moveRole(guild, role, side === "above" ? position + 1 : Math.max(position, 1));
}

/** Moves a role one position up or down. */
export function stepRole(guild: Guild, role: Role, by: 1 | -1): void {
  moveRole(guild, role, fromBottom(guild).indexOf(role) + 1 + by);
}
