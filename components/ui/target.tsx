import type { TargetRole } from "@/lib/discord/describe-target";
import { RoleName } from "./role-dot";

/** The role an entitlement gives, in Discord's colour, or a word for no role and for a deleted one. */
export function TargetRoleName({ role, className }: { role: TargetRole; className?: string }) {
  if (role === null) return <span className={className}>Membership only</span>;
  if (role === "deleted") return <span className={className}>Role deleted in Discord</span>;
  return <RoleName name={role.name} color={role.color} className={className} />;
}

/** "The Lounge · VIP" */
export function TargetLine({ server, role }: { server: string; role: TargetRole }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {server} <span aria-hidden>·</span> <TargetRoleName role={role} />
    </span>
  );
}
