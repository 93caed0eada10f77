import { ExternalLink } from "lucide-react";
import { buttonClass } from "@/components/ui/button";

/** The one drag that a new bot needs, since Discord puts it below all roles: the way there and what to do. */
export function DragSteps({ server, botRole }: { server: { name: string }; botRole: string | null }) {
  return (
    <ol className="grid gap-2.5">
      <Step number={1}>
        In Discord, press <b className="font-medium">{server.name}</b> at the top left, then{" "}
        <b className="font-medium">Server Settings</b> → <b className="font-medium">Roles</b>.
      </Step>
      <Step number={2}>
        Drag <b className="font-medium">{botRole ?? "Gatehouse"}</b> above the roles you want to sell.
      </Step>
      <Step number={3}>
        Press <b className="font-medium">Save Changes</b>.
      </Step>
    </ol>
  );
}

/** Discord has no address for a server's settings, so this opens the server, and the steps tell the rest. */
export function OpenServerSettings({ url, inNewTab }: { url: string; inNewTab: boolean }) {
  return (
    <a
      href={url}
      rel="noreferrer"
      className={buttonClass({ variant: "discord", size: "lg" })}
      {...(inNewTab && { target: "_blank" })}
    >
      <ExternalLink aria-hidden />
      Open Discord's server settings
      {inNewTab && <span className="sr-only"> (opens in a new tab)</span>}
    </a>
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
