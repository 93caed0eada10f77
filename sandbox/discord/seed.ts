import { sandboxCredentials } from "../credentials";
import type { DiscordState, Guild, Member, Person, Role } from "./records";

const SEEDED_AT = Date.UTC(2026, 0, 5, 9, 0, 0);
const DEFAULT_EVERYONE = 2248473465835073n;
const { botToken, botUserId } = sandboxCredentials.discord;

const people: [id: string, username: string, displayName: string][] = [
  ["1189204533125791744", "mona", "Mona"],
  ["1190017720564109312", "carl", "Carl"],
  ["1191528806201458688", "cora", "Cora"],
  ["1192290148857090049", "dave", "Dave"],
  ["1193411205938872321", "erin", "Erin"],
  ["1194502277139017728", "finn", "Finn"],
  ["1195613388440506368", "gina", "Gina"],
  ["1196724499741995008", "hugo", "Hugo"],
  ["1197835600003483648", "iris", "Iris"],
  ["1198946711304972288", "jack", "Jack"],
  ["1200057822606460928", "kira", "Kira"],
  ["1201168933907949568", "liam", "Liam"],
];

const guilds: {
  id: string;
  name: string;
  owner: string;
  roles: [string, string, number, bigint?][];
  members: Record<string, string[]>;
}[] = [
  {
    id: "1203390155810926592",
    name: "The Lounge",
    owner: "mona",
    roles: [
      ["1203390401857224704", "Member", 0x99aab5],
      ["1203390523747926016", "Pro", 0x5865f2],
      ["1203390617431900160", "VIP", 0xe0a526],
      ["1203390722964619264", "Moderator", 0x2fae6b, (1n << 1n) | (1n << 2n) | (1n << 13n) | (1n << 28n)],
    ],
    members: {
      mona: [],
      liam: ["Moderator", "Member"],
      dave: ["Member"],
      erin: ["Member"],
      finn: [],
      gina: ["Member"],
    },
  },
  {
    id: "1204501266912415232",
    name: "Pixel Workshop",
    owner: "mona",
    roles: [
      ["1204501377112415233", "Student", 0x3ba7a0],
      ["1204501488212415234", "Teacher", 0xc45bd1],
    ],
    members: { mona: [], hugo: ["Student"] },
  },
  {
    id: "1205612378013903872",
    name: "Chess Night",
    owner: "jack",
    roles: [["1205612489013903873", "Regular", 0x8c6d4f]],
    members: { jack: [], mona: ["Regular"], kira: [] },
  },
];

export function defaultRedirects(appUrl: string): string[] {
  return [`${appUrl}/discord/installed`, `${appUrl}/discord/authorized`];
}

/** The initial state: three servers, a dozen people, and the bot in no server. */
export function seedDiscord(appUrl: string): DiscordState {
  const users = new Map(people.map(([id, username, name]) => [id, newPerson(id, username, name)]));
  users.set(botUserId, { ...newPerson(botUserId, "Gatehouse", null), bot: true });
  return {
    application: {
      name: "Gatehouse",
      ownerId: idOf("mona"),
      ownerMfa: false,
      botToken,
      redirectUris: defaultRedirects(appUrl),
      requireCodeGrant: true,
      botPublic: true,
      membersIntent: true,
      eventUrl: `${appUrl}/api/hooks/discord`,
      eventStatus: 2,
    },
    users,
    guilds: new Map(guilds.map((guild) => [guild.id, seedGuild(guild)])),
    authorizations: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
  };
}

export function newPerson(id: string, username: string, displayName: string | null): Person {
  return {
    id,
    username,
    displayName,
    bot: false,
    verified: true,
    deleted: false,
    joinLimited: false,
    nitro: false,
    otherGuilds: 3,
  };
}

export function newRole(id: string, name: string, position: number): Role {
  return {
    id,
    name,
    position,
    permissions: 0n,
    color: 0,
    hoist: false,
    mentionable: false,
    managed: false,
  };
}

export function newMember(userId: string, joinedAt: number): Member {
  return {
    userId,
    nick: null,
    roles: new Set(),
    joinedAt,
    pending: false,
    flags: 0,
    mute: false,
    deaf: false,
    timeoutUntil: null,
  };
}

export function newGuild(id: string, name: string, ownerId: string): Guild {
  return {
    id,
    name,
    ownerId,
    roles: new Map([[id, { ...newRole(id, "@everyone", 0), permissions: DEFAULT_EVERYONE }]]),
    members: new Map(),
    bans: new Set(),
    audit: [],
    screening: false,
    mfaLevel: 0,
    verificationLevel: 0,
    maxMembers: 500_000,
    absentCode: 10004,
    unavailable: false,
  };
}

function seedGuild(seed: (typeof guilds)[number]): Guild {
  const guild = newGuild(seed.id, seed.name, idOf(seed.owner));
  const roleIds = new Map<string, string>();
  for (const [index, [id, name, color, permissions = 0n]] of seed.roles.entries()) {
    guild.roles.set(id, { ...newRole(id, name, index + 1), color, permissions, hoist: permissions !== 0n });
    roleIds.set(name, id);
  }
  for (const [username, roles] of Object.entries(seed.members)) {
    const member = newMember(idOf(username), SEEDED_AT);
    for (const name of roles) member.roles.add(roleIds.get(name) ?? "");
    guild.members.set(member.userId, member);
  }
  return guild;
}

function idOf(username: string): string {
  const person = people.find(([, name]) => name === username);
  if (!person) throw new Error(`The seed has no person named ${username}.`);
  return person[0];
}
