"use client";
import { ArrowUp, GripVertical, Shield } from "lucide-react";
import { Button } from "@/components/ui/button";
import { RoleDot } from "@/components/ui/role-dot";
import { Spinner } from "@/components/ui/spinner";
import type { ServerView } from "@/lib/guilds/guild-view";

/**
 * Every merchant's first hurdle: Discord puts a new bot below all roles, so it can't give any. Shows Discord's
 */
export function RoleDrag({ server, onSkip }: { server: ServerView; onSkip: () => void }) {
  const botName = server.botRole ?? "Gatehouse";
  const others = server.roles.filter(({ isBotRole, obstacle }) => !isBotRole && obstacle !== "managed");
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h3 className="font-semibold text-lg">One drag in Discord</h3>
        <p className="text-ink-soft">
          {server.name} is connected. Discord puts every new bot below all other roles, and a bot can only
          give roles below its own. Move it up once:
        </p>
      </div>
      <ol className="grid gap-2.5">
        <Step number={1}>
          In Discord, open <b className="font-medium">{server.name}</b> →{" "}
          <b className="font-medium">Server settings</b> → <b className="font-medium">Roles</b>.
        </Step>
        <Step number={2}>
          Drag <b className="font-medium">{botName}</b> above the roles you want to sell.
        </Step>
        <Step number={3}>
          Press <b className="font-medium">Save changes</b>.
        </Step>
      </ol>
      <figure className="grid gap-2">
        <div aria-hidden className="relative overflow-hidden rounded-lg border bg-sunken p-2">
          <BotRow name={botName} ghost />
          {others.slice(0, 4).map((role) => (
            <div key={role.id} className="flex h-9 items-center gap-2.5 px-2.5 text-ink-soft">
              <GripVertical className="size-4 text-ink-faint" />
              <RoleDot color={role.color} />
              {role.name}
            </div>
          ))}
          <div className="relative">
            <BotRow name={botName} />
            <span className="absolute top-1/2 right-3 flex -translate-y-1/2 items-center gap-1 font-medium text-accent-ink text-sm">
              <ArrowUp className="size-4 animate-bounce" /> drag up
            </span>
          </div>
        </div>
        <figcaption className="sr-only">
          The roles of {server.name} in Discord: {botName} is at the bottom and needs to be at the top.
        </figcaption>
      </figure>
      <p role="status" className="flex items-center gap-2.5 rounded-lg bg-accent-soft px-4 py-3">
        <Spinner className="text-accent-ink" /> Watching {server.name}. We'll continue as soon as it's done.
      </p>
      <Button variant="ghost" onClick={onSkip} className="justify-self-start">
        Give membership only, without a role
      </Button>
    </div>
  );
}

function Step({ number, children }: { number: number; children: React.ReactNode }) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="tabular grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent-ink text-sm"
      >
        {number}
      </span>
      <span className="pt-0.5">{children}</span>
    </li>
  );
}

function BotRow({ name, ghost = false }: { name: string; ghost?: boolean }) {
  return (
    <div
      className={
        ghost
          ? "flex h-9 items-center gap-2.5 rounded-md border border-accent border-dashed px-2.5 text-accent-ink"
          : "flex h-9 items-center gap-2.5 rounded-md border border-line-strong bg-raised px-2.5 font-medium shadow-card"
      }
    >
      <GripVertical className="size-4 text-ink-faint" />
      <Shield className="size-4 text-accent-ink" />
      {ghost ? `${name} belongs here` : name}
    </div>
  );
}
