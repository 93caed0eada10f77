import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import type { Texts } from "@/lib/languages/texts";

/** Opens the server in the Discord app if it's installed, otherwise in the browser. */
export function OpenDiscord({
  texts,
  url,
  look = "discord",
}: {
  texts: Texts;
  url: string;
  look?: "discord" | "secondary";
}) {
  return (
    <a href={url} className={buttonClass({ variant: look, size: "lg" })} rel="noreferrer">
      <DiscordMark />
      {texts.t("common.openDiscord")}
    </a>
  );
}
