import { ArrowRight, Shield } from "lucide-react";
import { DragSteps, OpenServerSettings } from "@/components/servers/drag-steps";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { RoleDot } from "@/components/ui/role-dot";
import { Spinner } from "@/components/ui/spinner";
import type { ServerView } from "@/lib/guilds/guild-view";

/** Every merchant's first hurdle: Discord puts a new bot below all roles, so it can't give any. */
export function RoleDrag({ server, onSkip }: { server: ServerView; onSkip: () => void }) {
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h3 className="font-semibold text-lg">One drag in Discord</h3>
        <p className="text-ink-soft">
          {server.name} is connected. Discord puts every new bot below all other roles, and a bot can only
          give roles below its own. Move it up once, in Discord:
        </p>
      </div>
      <DragSteps server={server} botRole={server.botRole} />
      <OpenServerSettings url={server.url} inNewTab />
      <p role="status" className="flex items-center gap-2.5 rounded-lg bg-accent-soft px-4 py-3">
        <Spinner className="text-accent-ink" /> Watching {server.name}. We'll continue as soon as it's done.
      </p>
      <BeforeAndAfter server={server} />
      <Button variant="ghost" onClick={onSkip} className="justify-self-start">
        Give membership only, without a role
      </Button>
    </div>
  );
}

const mostShown = 4;

/** The same list of roles twice. Only a picture, so nothing in it looks as if it could be dragged. */
function BeforeAndAfter({ server }: { server: ServerView }) {
  const bot = { id: "bot", name: server.botRole ?? "Gatehouse", color: 0 };
  const others = server.roles
    .filter(({ isBotRole, obstacle }) => !isBotRole && obstacle !== "managed")
    .slice(0, mostShown);
  return (
    <figure>
      <div aria-hidden className="grid grid-cols-[1fr_auto_1fr] items-center gap-2 text-ink-soft text-sm">
        <RolePicture title="Now" roles={[...others, bot]} />
        <ArrowRight className="size-4 text-ink-faint" />
        <RolePicture title="When it's done" roles={[bot, ...others]} />
      </div>
      <figcaption className="sr-only">
        The roles of {server.name} in Discord: {bot.name} is at the bottom and needs to be at the top.
      </figcaption>
    </figure>
  );
}

function RolePicture({
  title,
  roles,
}: {
  title: string;
  roles: { id: string; name: string; color: number }[];
}) {
  return (
    <div className="grid min-w-0 gap-1.5">
      <p>{title}</p>
      <ul className="grid select-none gap-1 rounded-lg bg-sunken px-3 py-2">
        {roles.map(({ id, name, color }) => (
          <li
            key={id}
            className={cn("flex h-6 items-center gap-2", id === "bot" && "font-medium text-accent-ink")}
          >
            {id === "bot" ? <Shield className="size-3 shrink-0" /> : <RoleDot color={color} />}
            <span className="truncate">{name}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
