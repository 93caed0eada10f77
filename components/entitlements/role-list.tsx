"use client";
import { Ban, Shield, TriangleAlert, UserPlus } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { cn } from "@/components/ui/class-names";
import { SearchInput } from "@/components/ui/input";
import { RoleDot } from "@/components/ui/role-dot";
import type { ServerView } from "@/lib/guilds/guild-view";
import { noRole } from "./no-role";

const row =
  "flex min-h-11 w-full items-center gap-3 px-3.5 py-2 text-left data-[state=checked]:bg-accent-soft";
const mark =
  "grid size-4.5 shrink-0 place-items-center rounded-full border border-control-line bg-surface group-data-[state=checked]:border-accent group-data-[state=checked]:border-[5px]";

/** Roles in Discord's order, with the bot's own line among them. Roles it can't give say why. */
export function RoleList({
  server,
  value,
  current = null,
  onChange,
}: {
  server: ServerView;
  value: string;
  /** The role it is now, which is shown even if it can't be given any more. */
  current?: string | null;
  onChange: (roleId: string) => void;
}) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const roles = server.roles.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <div className="grid gap-2.5">
      {server.roles.length > 8 && (
        <SearchInput
          aria-label="Search roles"
          placeholder="Search roles"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <RadioGroup.Root
        value={value}
        onValueChange={onChange}
        aria-label="Role"
        className="divide-y overflow-hidden rounded-lg border border-line-strong bg-surface"
      >
        {!wanted && (
          <RadioGroup.Item value={noRole} className={`group hover:bg-hover ${row}`}>
            <span aria-hidden className={mark} />
            <UserPlus aria-hidden className="size-4 text-ink-faint" />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">No role</span>
              <span className="block text-ink-soft text-sm">Server membership only</span>
            </span>
          </RadioGroup.Item>
        )}
        {current && !server.roles.some(({ id }) => id === current) && (
          <Barred
            name="Deleted role"
            color={0}
            why="Somebody deleted this role in Discord. Pick another one"
            current
          />
        )}
        {roles.map((role) =>
          role.isBotRole ? (
            <BotLine key={role.id} name={role.name} />
          ) : role.obstacle ? (
            <Barred
              key={role.id}
              name={role.name}
              color={role.color}
              why={role.obstacleWords ?? ""}
              current={role.id === current}
            />
          ) : (
            <RadioGroup.Item key={role.id} value={role.id} className={`group hover:bg-hover ${row}`}>
              <span aria-hidden className={mark} />
              <RoleDot color={role.color} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{role.name}</span>
                {role.powers.length > 0 && (
                  <span className="flex items-start gap-1.5 text-pending-ink text-sm">
                    <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
                    Powerful: everyone who buys it gets {role.powers.join(", ")}
                  </span>
                )}
              </span>
            </RadioGroup.Item>
          ),
        )}
        {roles.length === 0 && <p className="px-3.5 py-4 text-ink-soft">No roles match your search.</p>}
      </RadioGroup.Root>
    </div>
  );
}

function BotLine({ name }: { name: string }) {
  return (
    <div className="flex items-center gap-2.5 bg-accent-soft px-3.5 py-1.5 font-medium text-accent-ink text-sm">
      <Shield aria-hidden className="size-4" />
      <span className="max-w-40 shrink-0 truncate">{name}</span>
      <span className="font-normal">is the bot's role. It can only give roles below this line</span>
    </div>
  );
}

type BarredProps = { name: string; color: number; why: string; current?: boolean };

function Barred({ name, color, why, current = false }: BarredProps) {
  return (
    <div
      className={cn("flex min-h-11 items-center gap-3 px-3.5 py-2", current ? "bg-failed-soft" : "bg-sunken")}
    >
      <Ban aria-hidden className="size-4.5 shrink-0 text-ink-faint" />
      <RoleDot color={color} className="opacity-60" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ink-soft">
          {current ? <b className="font-medium text-ink">{name}, the role now</b> : name}
        </span>
        <span className="block text-ink-soft text-sm">{why}</span>
      </span>
    </div>
  );
}
