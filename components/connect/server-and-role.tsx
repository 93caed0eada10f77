import { RoleName } from "@/components/ui/role-dot";
import { ServerIcon } from "@/components/ui/server-icon";

export type GivenServer = { id: string; name: string; icon: string | null };
export type GivenRole = { name: string; color: number };

/** The server and what one gets in it, in Discord's own cues. */
export function ServerAndRole(props: { server: GivenServer; gives: GivenRole | null; note?: string }) {
  const { server, gives: role, note = "Membership" } = props;
  return (
    <div className="flex min-w-0 items-center gap-3 rounded-lg bg-sunken p-3">
      <ServerIcon guildId={server.id} name={server.name} icon={server.icon} className="size-11" />
      <div className="grid min-w-0 gap-0.5">
        <p className="truncate font-medium text-lg">{server.name}</p>
        {role ? (
          <RoleName name={role.name} color={role.color} className="text-ink-soft" />
        ) : (
          <p className="text-ink-soft">{note}</p>
        )}
      </div>
    </div>
  );
}
