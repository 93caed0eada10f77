const images = "https://cdn.discordapp.com";

/** The URL of a person's avatar at Discord, or null. */
export function discordAvatar(userId: string, avatar: string | null | undefined): string | null {
  return avatar ? `${images}/avatars/${userId}/${avatar}.png?size=64` : null;
}

/** The URL of a server's icon at Discord, or null. */
export function discordServerIcon(guildId: string, icon: string | null): string | null {
  return icon ? `${images}/icons/${guildId}/${icon}.png?size=64` : null;
}
