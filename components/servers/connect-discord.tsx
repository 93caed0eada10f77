"use client";
import { DoorOpen, KeyRound, UserMinus } from "lucide-react";
import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";

const permissions = [
  { icon: KeyRound, name: "Manage Roles", why: "to give the role when someone pays, and remove it later" },
  { icon: DoorOpen, name: "Create Invite", why: "to add paying customers without an invite link" },
  { icon: UserMinus, name: "Kick Members", why: "only used if you choose to remove people when access ends" },
];

/** Opens Discord in a new tab, then watches and continues once a server is connected. */
export function ConnectDiscord({
  slug,
  waiting,
  onOpen,
  onGiveUp,
}: {
  slug: string;
  waiting: boolean;
  onOpen: () => void;
  onGiveUp: () => void;
}) {
  if (waiting)
    return (
      <div role="status" className="grid justify-items-center gap-4 py-10 text-center">
        <span className="grid size-14 place-items-center rounded-full bg-accent-soft text-accent-ink">
          <Spinner className="size-6" />
        </span>
        <div className="grid gap-1">
          <h3 className="font-semibold text-lg">Waiting for Discord</h3>
          <p className="max-w-sm text-ink-soft">
            In the other tab, sign in, pick your server and authorize the bot. This panel continues
            automatically.
          </p>
        </div>
        <div className="flex flex-wrap justify-center gap-2">
          <ConnectLink slug={slug} onOpen={onOpen} label="Open Discord again" />
          <button type="button" onClick={onGiveUp} className={buttonClass({ variant: "ghost" })}>
            Cancel
          </button>
        </div>
      </div>
    );
  return (
    <div className="grid gap-6">
      <div className="grid gap-1">
        <h3 className="font-semibold text-lg">Connect Discord</h3>
        <p className="text-ink-soft">
          Add the Gatehouse bot to your server. You need to own the server or have permission to manage it.
          The bot asks for three permissions:
        </p>
      </div>
      <ul className="grid gap-3.5">
        {permissions.map(({ icon: Icon, name, why }) => (
          <li key={name} className="flex gap-3">
            <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0 text-accent-ink" />
            <p>
              <span className="font-medium">{name}</span> <span className="text-ink-soft">{why}</span>
            </p>
          </li>
        ))}
      </ul>
      <ConnectLink slug={slug} onOpen={onOpen} label="Connect Discord" large />
    </div>
  );
}

export function ConnectLink({
  slug,
  server,
  label,
  large = false,
  primary = large,
  onOpen,
}: {
  slug: string;
  server?: string;
  label: string;
  large?: boolean;
  /** The one thing to do here. */
  primary?: boolean;
  onOpen?: () => void;
}) {
  return (
    <a
      href={`/${slug}/servers/connect${server ? `?server=${server}` : ""}`}
      target="_blank"
      rel="noopener noreferrer"
      onClick={onOpen}
      className={buttonClass({ variant: primary ? "discord" : "secondary", size: large ? "lg" : "md" })}
    >
      <DiscordMark />
      {label}
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
