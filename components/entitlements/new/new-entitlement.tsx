"use client";
import { ArrowLeft } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { LiveFirstSteps } from "@/components/overview/live-first-steps";
import { ConnectDiscord, ConnectLink } from "@/components/servers/connect-discord";
import { useServers } from "@/components/servers/watch-servers";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Sheet } from "@/components/ui/dialog";
import type { ServerView } from "@/lib/guilds/guild-view";
import { AttachProducts } from "../attach-products";
import { PickIntegration } from "./pick-integration";
import { PickServer } from "./pick-server";
import { RoleAndName } from "./role-and-name";
import { RoleDrag } from "./role-drag";

type Step =
  | { at: "integration" }
  | { at: "connect"; waiting: boolean; known: string[] }
  | { at: "server" }
  | { at: "role"; serverId: string; withoutRole: boolean; dragged: boolean }
  | { at: "finish"; entitlement: { id: string; name: string } };

/** The panel over the list, from "what should customers get?" to "which products give it?". */
export function NewEntitlement({
  slug,
  open,
  servers: first,
}: {
  slug: string;
  open: boolean;
  servers: ServerView[];
}) {
  const router = useRouter();
  const [step, setStep] = useState<Step>({ at: "integration" });
  const watching = open && (step.at === "connect" || step.at === "role");
  const { data: servers = first } = useServers(slug, first, watching);
  const server = step.at === "role" ? servers.find(({ id }) => id === step.serverId) : undefined;

  useEffect(() => setStep((now) => follow(now, servers)), [servers]);
  useEffect(() => {
    if (!open) setStep({ at: "integration" });
  }, [open]);

  const close = () => {
    const made = step.at === "finish" ? `/${step.entitlement.id}` : "";
    router.push(`/${slug}/entitlements${made}`);
    router.refresh();
  };
  const back = backFrom(step, servers.length);
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => !next && close()}
      title={step.at === "finish" ? `${step.entitlement.name} is ready` : "New entitlement"}
      description={step.at === "finish" ? "This list stays on its page until everything is done." : undefined}
    >
      <div className="grid gap-4">
        {back && (
          <Button
            variant="ghost"
            size="sm"
            className="-mt-2 -ml-2 justify-self-start"
            onClick={() => setStep(back)}
          >
            <ArrowLeft aria-hidden /> Back
          </Button>
        )}
        {step.at === "integration" && (
          <PickIntegration onPick={() => setStep(servers.length ? { at: "server" } : connectStep(servers))} />
        )}
        {step.at === "connect" && (
          <ConnectDiscord
            slug={slug}
            waiting={step.waiting}
            onOpen={() => setStep({ ...step, waiting: true })}
            onGiveUp={() => setStep({ ...step, waiting: false })}
          />
        )}
        {step.at === "server" && (
          <PickServer
            servers={servers}
            onPick={({ id }) => setStep(roleStep(id))}
            onConnect={() => setStep(connectStep(servers))}
          />
        )}
        {step.at === "role" && server && (
          <RoleStep
            slug={slug}
            server={server}
            step={step}
            onSkip={() => setStep({ ...step, withoutRole: true })}
            onCreated={(entitlement) => setStep({ at: "finish", entitlement })}
          />
        )}
        {step.at === "finish" && (
          <>
            <LiveFirstSteps
              slug={slug}
              entitlementId={step.entitlement.id}
              attach={<AttachProducts slug={slug} entitlementId={step.entitlement.id} />}
            />
            <Button size="lg" onClick={close}>
              Done
            </Button>
          </>
        )}
      </div>
    </Sheet>
  );
}

type RoleAt = Extract<Step, { at: "role" }>;

function RoleStep({
  slug,
  server,
  step,
  onSkip,
  onCreated,
}: {
  slug: string;
  server: ServerView;
  step: RoleAt;
  onSkip: () => void;
  onCreated: (entitlement: { id: string; name: string }) => void;
}) {
  if (server.problem === "discord_bot_removed" || server.parked)
    return (
      <Callout
        look="problem"
        title={`The bot is no longer in ${server.name}`}
        action={<ConnectLink slug={slug} server={server.id} label="Connect again" />}
      >
        Add it again and this panel continues automatically.
      </Callout>
    );
  if (server.needsDrag && !step.withoutRole) return <RoleDrag server={server} onSkip={onSkip} />;
  return <RoleAndName slug={slug} server={server} justDragged={step.dragged} onCreated={onCreated} />;
}

const connectStep = (servers: ServerView[]): Step => ({
  at: "connect",
  waiting: false,
  known: servers.map(({ id, connectedAt }) => id + connectedAt),
});

const roleStep = (serverId: string): Step => ({ at: "role", serverId, withoutRole: false, dragged: false });

/** Moves the panel forward when Discord changes: a server was connected, or the bot's role was dragged. */
function follow(step: Step, servers: ServerView[]): Step {
  if (step.at === "connect") {
    const fresh = servers.find(({ id, connectedAt }) => !step.known.includes(id + connectedAt));
    return fresh ? roleStep(fresh.id) : step;
  }
  if (step.at === "role" && !step.dragged && !step.withoutRole) {
    const server = servers.find(({ id }) => id === step.serverId);
    if (server?.needsDrag) return { ...step, dragged: true };
  }
  return step;
}

function backFrom(step: Step, servers: number): Step | null {
  if (step.at === "server") return { at: "integration" };
  if (step.at === "connect") return servers > 0 ? { at: "server" } : { at: "integration" };
  if (step.at === "role") return { at: "server" };
  return null;
}
