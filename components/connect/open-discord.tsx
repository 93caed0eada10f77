import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";

/** Opens the server in the Discord app if it's installed, otherwise in the browser. */
export function OpenDiscord({
  guildId,
  look = "discord",
}: {
  guildId: string;
  look?: "discord" | "secondary";
}) {
  return (
    <a
      href={`https://discord.com/channels/${encodeURIComponent(guildId)}`}
      className={buttonClass({ variant: look, size: "lg" })}
      rel="noreferrer"
    >
      <DiscordMark />
      Open Discord
    </a>
  );
}
