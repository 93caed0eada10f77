import type { GuildSnapshot, RoleSnapshot } from "@/db/schema";

/** Permission bits that we name. They exceed 2^53 in general, so bit sets are BigInt. */
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

/** Create Instant Invite, Kick Members, Manage Roles: what the bot asks for. */
export const botPermissions = "268435459";

export function hasPermission(bits: string, wanted: keyof typeof permissionBits): boolean {
  const set = BigInt(bits);
  return (set & permissionBits.administrator) !== 0n || (set & permissionBits[wanted]) !== 0n;
}

/** Whether the bot may kick anybody; until a check has seen the guild, it is taken to be so. */
export function mayKick(guild: GuildSnapshot | null): boolean {
  return !guild || hasPermission(guild.botPermissions, "kickMembers");
}

/** Why the bot cannot give a role; null when it can. */
export type RoleObstacle = "everyone" | "managed" | "bot_permission" | "above_bot" | null;

/**
 * Discord's rule: Manage Roles, and the role strictly below the bot's highest one (Administrator does not help;
 * ties are ambiguous between clients, so they count as above), not managed, not @everyone.
 */
export function roleObstacle(role: RoleSnapshot, guildId: string, guild: GuildSnapshot): RoleObstacle {
  if (role.id === guildId) return "everyone";
  if (isManaged(role)) return "managed";
  if (!hasPermission(guild.botPermissions, "manageRoles")) return "bot_permission";
  return role.position < guild.botTopPosition ? null : "above_bot";
}

// In a role's tags a key that is present means true, even with null; linked roles may show managed: false.
function isManaged(role: RoleSnapshot): boolean {
  return role.managed || Object.keys(role.tags ?? {}).some((tag) => tag !== "available_for_purchase");
}

export const obstacleWords: Record<Exclude<RoleObstacle, null>, string> = {
  everyone: "Everybody in the server has this role already",
  managed: "Discord or another app manages this role, so no bot can give it",
  bot_permission: "The bot is not allowed to manage roles in this server",
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

/** The powers that a paid role had better not carry, in Discord's own words. */
export function dangerousPowers(permissions: string): string[] {
  const set = BigInt(permissions);
  return dangerous.filter(([bit]) => (set & permissionBits[bit]) !== 0n).map(([, words]) => words);
}

/** Roles as Discord lists them: highest first; of equal positions the lower id first. */
export function inDiscordOrder(roles: RoleSnapshot[]): RoleSnapshot[] {
  return [...roles].sort(
    (one, other) => other.position - one.position || (BigInt(one.id) < BigInt(other.id) ? -1 : 1),
  );
}

/** The highest position among the roles a member holds; 0 when they hold none but @everyone. */
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

/** The role picker's list: every role but @everyone, in Discord's order, each with why it cannot be picked. */
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

/** The role as the last guild check saw it; null when there is none. */
export function snapshotRole(snapshot: GuildSnapshot | null, roleId: string | null) {
  return snapshot?.roles.find(({ id }) => id === roleId) ?? null;
}
