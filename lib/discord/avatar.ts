/** The URL of a person's avatar at Discord, or null. */
export function discordAvatar(userId: string, avatar: string | null | undefined): string | null {
  return avatar ? `https://cdn.discordapp.com/avatars/${userId}/${avatar}.png?size=64` : null;
}
