"use client";
import { ChevronRight, Plus } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { ServerIcon } from "@/components/ui/server-icon";
import type { ServerView } from "@/lib/guilds/guild-view";

export function PickServer({
  servers,
  onPick,
  onConnect,
}: {
  servers: ServerView[];
  onPick: (server: ServerView) => void;
  onConnect: () => void;
}) {
  return (
    <div className="grid gap-4">
      <h3 className="font-semibold text-lg">Which server?</h3>
      <ul className="grid gap-2.5">
        {servers.map((server) => (
          <li key={server.id}>
            <button
              type="button"
              onClick={() => onPick(server)}
              className="flex min-h-16 w-full items-center gap-3.5 rounded-lg border border-line-strong bg-surface px-4 py-3 text-left shadow-card hover:border-accent hover:bg-hover"
            >
              <ServerIcon guildId={server.id} name={server.name} icon={server.icon} className="size-10" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{server.name}</span>
                <span className="block text-ink-soft text-sm">{noteOf(server)}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 text-ink-faint" />
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        onClick={onConnect}
        className={buttonClass({ variant: "ghost" }, "justify-self-start")}
      >
        <Plus aria-hidden /> Connect another server
      </button>
    </div>
  );
}

function noteOf(server: ServerView): string {
  if (server.problem === "discord_bot_removed") return "The bot was removed. Connect it again";
  if (server.problem) return "Needs attention";
  if (server.needsDrag) return "Connected. One step left in Discord";
  return server.members === null ? "Connected" : `${server.members.toLocaleString("en")} members`;
}
