import type {
  AccessToken,
  Application,
  DiscordState,
  Guild,
  Member,
  Person,
  RefreshToken,
  Role,
} from "./records";
import { defaultRedirects } from "./seed";

type WrittenRole = Omit<Role, "permissions"> & { permissions: string };
type WrittenMember = Omit<Member, "roles"> & { roles: string[] };
type WrittenGuild = Omit<Guild, "roles" | "members" | "bans" | "memberOrder"> & {
  roles: WrittenRole[];
  members: WrittenMember[];
  bans: string[];
};
type Written = {
  application: Application;
  users: Person[];
  guilds: WrittenGuild[];
  authorizations: [string, string[]][];
  accessTokens: [string, AccessToken][];
  refreshTokens: [string, RefreshToken][];
};

const KEPT_AUDIT = 200;

/** The state that survives a restart. Authorization codes do not: they only live for seconds. */
export function writeDiscord(state: DiscordState): Written {
  return {
    application: state.application,
    users: [...state.users.values()],
    guilds: [...state.guilds.values()].map(writeGuild),
    authorizations: [...state.authorizations],
    accessTokens: [...state.accessTokens],
    refreshTokens: [...state.refreshTokens],
  };
}

function writeGuild({ memberOrder: _, ...guild }: Guild): WrittenGuild {
  return {
    ...guild,
    roles: [...guild.roles.values()].map((role) => ({ ...role, permissions: role.permissions.toString() })),
    members: [...guild.members.values()].map((member) => ({ ...member, roles: [...member.roles] })),
    bans: [...guild.bans],
    audit: guild.audit.slice(-KEPT_AUDIT),
  };
}

/** The snapshot is the sandbox's own file, so its shape is trusted. */
export function readDiscord(json: unknown, appUrl: string): DiscordState {
  const written = json as Written;
  const redirectUris = [...new Set([...defaultRedirects(appUrl), ...written.application.redirectUris])];
  return {
    application: { ...written.application, redirectUris },
    users: new Map(written.users.map((person) => [person.id, person])),
    guilds: new Map(written.guilds.map((guild) => [guild.id, readGuild(guild)])),
    authorizations: new Map(written.authorizations),
    accessTokens: new Map(written.accessTokens),
    refreshTokens: new Map(written.refreshTokens),
    codes: new Map(),
  };
}

function readGuild(guild: WrittenGuild): Guild {
  const roles = guild.roles.map((role) => ({ ...role, permissions: BigInt(role.permissions) }));
  const members = guild.members.map((member) => ({ ...member, roles: new Set(member.roles) }));
  return {
    ...guild,
    roles: new Map(roles.map((role) => [role.id, role])),
    members: new Map(members.map((member) => [member.userId, member])),
    bans: new Set(guild.bans),
  };
}
