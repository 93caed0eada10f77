import { ServerIcon } from "@/components/ui/server-icon";
import { TargetRoleName } from "@/components/ui/target";

export type GivenServer = { id: string; name: string; icon: string | null };
export type GivenRole = { name: string; color: number };

/** The server and what one gets in it, in Discord's own cues. */
export function ServerAndRole(props: {
  server: GivenServer;
  gives: GivenRole | null;
  /** In place of the role. */
  note?: string;
}) {
  const { server, gives: role, note } = props;
  return (
    <div className="flex min-w-0 items-center gap-3 rounded-lg bg-sunken p-3">
      <ServerIcon guildId={server.id} name={server.name} icon={server.icon} className="size-11" />
      <div className="grid min-w-0 gap-0.5">
        <p className="truncate font-medium text-lg">{server.name}</p>
        <p className="text-ink-soft">{note ?? <TargetRoleName role={role} />}</p>
      </div>
    </div>
  );
}
