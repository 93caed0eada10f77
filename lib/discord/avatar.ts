/** Discord's address of a person's picture, or null when they have none. */
export function discordAvatar(userId: string, avatar: string | null | undefined): string | null {
  return avatar ? `https://cdn.discordapp.com/avatars/${userId}/${avatar}.png?size=64` : null;
}
