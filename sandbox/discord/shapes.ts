import { sandboxCredentials } from "../credentials";
import { botUserId, clientId, type Discord } from "./discord";
import { permissionsOf } from "./permissions";
import type { Guild, Member, Person, Role } from "./records";

/** `2015-04-26T06:26:56.936000+00:00`: microseconds and an offset, as Discord writes times. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000+00:00");
}

export function userShape(person: Person) {
  return {
    id: person.id,
    username: person.deleted ? `deleted_user_${person.id.slice(-6)}` : person.username,
    avatar: null,
    discriminator: person.bot ? "0042" : "0",
    public_flags: 0,
    flags: 0,
    ...(person.bot ? { bot: true } : {}),
    banner: null,
    accent_color: null,
    global_name: person.bot ? null : person.displayName,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
  };
}

/** A person's own record, with the email address only if the token has the `email` scope. */
export function ownUserShape(person: Person, withEmail: boolean) {
  return {
    ...userShape(person),
    mfa_enabled: person.bot,
    locale: "en-US",
    premium_type: person.nitro ? 2 : 0,
    ...(withEmail ? { email: `${person.username}@customer.test`, verified: person.verified } : {}),
    ...(person.bot ? { email: null, verified: true } : {}),
  };
}

export function roleShape(role: Role) {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions.toString(),
    position: role.position,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    managed: role.managed,
    mentionable: role.mentionable,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    ...(role.tags ? { tags: role.tags } : {}),
  };
}

export function memberShape(discord: Discord, member: Member) {
  const person = discord.users.get(member.userId);
  if (!person) throw new Error(`Member ${member.userId} has no user.`);
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: member.timeoutUntil === null ? null : timestamp(member.timeoutUntil),
    flags: member.flags,
    joined_at: timestamp(member.joinedAt),
    nick: member.nick,
    pending: member.pending,
    premium_since: null,
    roles: [...member.roles],
    user: userShape(person),
    mute: member.mute,
    deaf: member.deaf,
  };
}

function features(guild: Guild): string[] {
  return guild.screening ? ["COMMUNITY", "MEMBER_VERIFICATION_GATE_ENABLED"] : [];
}

export function myGuildShape(guild: Guild, userId: string, withCounts: boolean) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    banner: null,
    owner: guild.ownerId === userId,
    permissions: permissionsOf(guild, userId).toString(),
    features: features(guild),
    ...(withCounts ? counts(guild) : {}),
  };
}

function counts(guild: Guild) {
  return {
    approximate_member_count: guild.members.size,
    approximate_presence_count: Math.ceil(guild.members.size / 3),
  };
}

export function guildShape(guild: Guild, withCounts = false) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: features(guild),
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: "deprecated",
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: guild.verificationLevel,
    roles: [...guild.roles.values()].map(roleShape),
    default_message_notifications: 0,
    mfa_level: guild.mfaLevel,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: guild.maxMembers,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: "en-US",
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
    ...(withCounts ? counts(guild) : {}),
  };
}

function botPerson(discord: Discord): Person {
  const bot = discord.users.get(botUserId);
  if (!bot) throw new Error("The bot's own account is missing.");
  return bot;
}

/** The application as anybody sees it, e.g. in `GET /oauth2/@me`. */
export function applicationShape(discord: Discord) {
  const { application } = discord;
  return {
    id: clientId,
    name: application.name,
    icon: null,
    description: "",
    type: null,
    flags: 0,
    flags_new: "0",
    bot: userShape(botPerson(discord)),
    bot_public: application.botPublic,
    bot_require_code_grant: application.requireCodeGrant,
    verify_key: sandboxCredentials.discord.publicKey,
  };
}

/** The application as its owner sees it. */
export function ownApplicationShape(discord: Discord) {
  const { application } = discord;
  const owner = discord.users.get(application.ownerId) ?? botPerson(discord);
  // 1 << 15: the members intent of an application too small to need Discord's approval.
  const flags = application.membersIntent ? 1 << 15 : 0;
  const joined = [...discord.guilds.values()].filter((guild) => guild.members.has(botUserId));
  return {
    ...applicationShape(discord),
    flags,
    flags_new: String(flags),
    redirect_uris: application.redirectUris,
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: userShape(owner),
    approximate_guild_count: joined.length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: discord.authorizations.size,
    event_webhooks_url: application.eventUrl,
    event_webhooks_status: application.eventStatus,
    event_webhooks_types: ["APPLICATION_AUTHORIZED", "APPLICATION_DEAUTHORIZED"],
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
}
