import type { GuildSnapshot, RoleSnapshot } from "@/db/schema";

/** The permission bits we use. Permission sets can exceed 2^53, so they are BigInt. */
export const permissionBits = {
  createInvite: 1n << 0n,
  kickMembers: 1n << 1n,
  banMembers: 1n << 2n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageGuild: 1n << 5n,
  manageMessages: 1n << 13n,
  mentionEveryone: 1n << 17n,
  manageNicknames: 1n << 27n,
  manageRoles: 1n << 28n,
  manageWebhooks: 1n << 29n,
  moderateMembers: 1n << 40n,
} as const;

/** Create Instant Invite, Kick Members, Manage Roles: what the bot requests. */
export const botPermissions = "268435459";

export function hasPermission(bits: string, wanted: keyof typeof permissionBits): boolean {
  const set = BigInt(bits);
  return (set & permissionBits.administrator) !== 0n || (set & permissionBits[wanted]) !== 0n;
}

/** Whether the bot may kick. Assumed until the first guild check. */
export function mayKick(guild: GuildSnapshot | null): boolean {
  return !guild || hasPermission(guild.botPermissions, "kickMembers");
}

/** Why the bot can't give a role; null when it can. */
export type RoleObstacle = "everyone" | "managed" | "bot_permission" | "above_bot" | null;

/**
 * Discord's rule: the bot needs Manage Roles, and the role must be below the bot's highest role, not managed, and not
 * @everyone. Administrator doesn't help. Clients order equal positions differently, so they count as above.
 */
export function roleObstacle(role: RoleSnapshot, guildId: string, guild: GuildSnapshot): RoleObstacle {
  if (role.id === guildId) return "everyone";
  if (isManaged(role)) return "managed";
  if (!hasPermission(guild.botPermissions, "manageRoles")) return "bot_permission";
  return role.position < guild.botTopPosition ? null : "above_bot";
}

// In a role's tags, a present key means true, even with the value null. Linked roles can have managed: false.
function isManaged(role: RoleSnapshot): boolean {
  return role.managed || Object.keys(role.tags ?? {}).some((tag) => tag !== "available_for_purchase");
}

export const obstacleWords: Record<Exclude<RoleObstacle, null>, string> = {
  everyone: "Everybody in the server already has this role",
  managed: "Discord or another app manages this role, so no bot can give it",
  bot_permission: "The bot isn't allowed to manage roles in this server",
  above_bot: "This role is above the bot's role. Drag the bot's role higher in Server settings → Roles",
};

const dangerous: [keyof typeof permissionBits, string][] = [
  ["administrator", "Administrator"],
  ["manageGuild", "Manage Server"],
  ["manageRoles", "Manage Roles"],
  ["manageChannels", "Manage Channels"],
  ["manageWebhooks", "Manage Webhooks"],
  ["banMembers", "Ban Members"],
  ["kickMembers", "Kick Members"],
  ["moderateMembers", "Time out Members"],
  ["manageMessages", "Manage Messages"],
  ["mentionEveryone", "Mention @everyone"],
];

/** Permissions that a paid role shouldn't have, in Discord's own words. */
export function dangerousPowers(permissions: string): string[] {
  const set = BigInt(permissions);
  return dangerous.filter(([bit]) => (set & permissionBits[bit]) !== 0n).map(([, words]) => words);
}

/** Roles as Discord lists them: highest first, and the lower id first when positions are equal. */
export function inDiscordOrder(roles: RoleSnapshot[]): RoleSnapshot[] {
  return [...roles].sort(
    (first, second) => second.position - first.position || (BigInt(first.id) < BigInt(second.id) ? -1 : 1),
  );
}

/** The highest position among a member's roles; 0 when they only have @everyone. */
export function topPosition(roleIds: string[], roles: RoleSnapshot[]): number {
  return Math.max(0, ...roles.filter(({ id }) => roleIds.includes(id)).map(({ position }) => position));
}

export type RoleChoice = {
  id: string;
  name: string;
  /** 0 is Discord's "no colour". */
  color: number;
  position: number;
  obstacle: RoleObstacle;
  obstacleWords: string | null;
  powers: string[];
  isBotRole: boolean;
};

/** For the role picker: every role except @everyone, in Discord's order, with the reason if it can't be picked. */
export function roleChoices(guildId: string, guild: GuildSnapshot): RoleChoice[] {
  return inDiscordOrder(guild.roles)
    .filter(({ id }) => id !== guildId)
    .map((role) => {
      const obstacle = roleObstacle(role, guildId, guild);
      return {
        id: role.id,
        name: role.name,
        color: role.color,
        position: role.position,
        obstacle,
        obstacleWords: obstacle && obstacleWords[obstacle],
        powers: dangerousPowers(role.permissions),
        isBotRole: guild.botRoleIds.includes(role.id) && role.position === guild.botTopPosition,
      };
    });
}

/** The role from the last guild check, or null. */
export function snapshotRole(snapshot: GuildSnapshot | null, roleId: string | null) {
  return snapshot?.roles.find(({ id }) => id === roleId) ?? null;
}
