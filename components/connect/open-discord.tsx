import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";

/** Opens the server in the Discord app if it's installed, otherwise in the browser. */
export function OpenDiscord({ url, look = "discord" }: { url: string; look?: "discord" | "secondary" }) {
  return (
    <a href={url} className={buttonClass({ variant: look, size: "lg" })} rel="noreferrer">
      <DiscordMark />
      Open Discord
    </a>
  );
}
