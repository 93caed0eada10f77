/** What the sandbox's Discord stores. */
export type Person = {
  id: string;
  username: string;
  displayName: string | null;
  bot: boolean;
  /** False: Discord wants this account to verify its phone or mail before it joins a server. */
  verified: boolean;
  deleted: boolean;
  joinLimited: boolean;
  nitro: boolean;
  /** Servers elsewhere on Discord, which count towards the cap of 100 (200 with Nitro). */
  otherGuilds: number;
};

type RoleTags = { bot_id?: string; integration_id?: string; premium_subscriber?: null };

export type Role = {
  id: string;
  name: string;
  permissions: bigint;
  position: number;
  color: number;
  hoist: boolean;
  mentionable: boolean;
  managed: boolean;
  tags?: RoleTags;
};

export type Member = {
  userId: string;
  nick: string | null;
  roles: Set<string>;
  joinedAt: number;
  pending: boolean;
  flags: number;
  mute: boolean;
  deaf: boolean;
  timeoutUntil: number | null;
};

export type AuditEntry = {
  at: string;
  action: string;
  user_id: string | null;
  role_id?: string;
  reason: string | null;
  by: string;
};

export type Guild = {
  id: string;
  name: string;
  ownerId: string;
  roles: Map<string, Role>;
  members: Map<string, Member>;
  bans: Set<string>;
  audit: AuditEntry[];
  screening: boolean;
  mfaLevel: 0 | 1;
  verificationLevel: 0 | 1 | 2 | 3 | 4;
  maxMembers: number;
  /** The error for a server that the bot is not in; Discord has been seen to send either. */
  absentCode: 10004 | 50001;
  /** An outage: Discord cannot answer for this server. */
  unavailable: boolean;
  /** Member ids in order; cleared when somebody joins or leaves. */
  memberOrder?: string[];
};

export type Application = {
  name: string;
  ownerId: string;
  ownerMfa: boolean;
  botToken: string;
  redirectUris: string[];
  requireCodeGrant: boolean;
  botPublic: boolean;
  membersIntent: boolean;
  eventUrl: string | null;
  /** 1 off, 2 on, 3 turned off by Discord. */
  eventStatus: 1 | 2 | 3;
};

export type Code = {
  userId: string;
  scopes: string[];
  redirectUri: string;
  challenge?: string;
  guildId?: string;
  permissions?: bigint;
  expires: number;
};

export type AccessToken = { userId: string; scopes: string[]; expires: number };
export type RefreshToken = { userId: string; scopes: string[]; accessToken: string };

export type DiscordState = {
  application: Application;
  users: Map<string, Person>;
  guilds: Map<string, Guild>;
  /** What each person has allowed the application, by user id. */
  authorizations: Map<string, string[]>;
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, RefreshToken>;
  codes: Map<string, Code>;
};
