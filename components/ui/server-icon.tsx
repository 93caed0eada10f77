import { discordServerIcon } from "@/lib/discord/images";
import { Avatar } from "./avatar";
import { cn } from "./class-names";

/** A Discord server: its icon, or its initials as Discord shows them. */
export function ServerIcon({
  guildId,
  name,
  icon,
  className,
}: {
  guildId: string;
  name: string;
  icon: string | null;
  className?: string;
}) {
  const image = discordServerIcon(guildId, icon);
  return <Avatar name={name} image={image} square className={cn("size-9", className)} />;
}
