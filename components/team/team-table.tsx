"use client";
import { Problem } from "@/components/ui/action-form";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { Badge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import { useAction } from "@/components/ui/use-action";
import { mayManage } from "@/lib/rights";
import { changeMemberRole, removeMember, withdrawInvite } from "./actions";
import { roleNames, type TeamRole } from "./team-roles";

type MemberRow = {
  id: string;
  email: string;
  name: string | null;
  role: TeamRole;
  isMe: boolean;
  createdAt: string;
};
type InviteRow = { id: string; email: string; role: TeamRole; createdAt: string };

export function TeamTable({
  slug,
  mine,
  members,
  invites,
}: {
  slug: string;
  mine: TeamRole;
  members: MemberRow[];
  invites: InviteRow[];
}) {
  const change = useAction(changeMemberRole);
  const withdraw = useAction(withdrawInvite);
  const mayTouch = (role: TeamRole) => mayManage(mine, role);
  return (
    <div className="grid gap-3">
      <Problem>{(change.refusal ?? withdraw.refusal)?.message}</Problem>
      <Table label="Team">
        <THead>
          <Th>Person</Th>
          <Th>Role</Th>
          <Th>Since</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </THead>
        <tbody>
          {members.map((member) => (
            <Tr key={member.id}>
              <Td>
                <Person email={member.email} name={member.name} note={member.isMe ? "You" : undefined} />
              </Td>
              <Td>
                {mayTouch(member.role) ? (
                  <Select
                    size="sm"
                    aria-label={`Role of ${member.email}`}
                    value={member.role}
                    className="w-28"
                    options={(["owner", "admin", "viewer"] as const)
                      .filter((role) => mayTouch(role))
                      .map((value) => ({ value, label: roleNames[value] }))}
                    onValueChange={(role) => change.run(slug, member.id, role as TeamRole)}
                  />
                ) : (
                  roleNames[member.role]
                )}
              </Td>
              <Td className="whitespace-nowrap text-ink-soft">
                <RelativeTime at={member.createdAt} />
              </Td>
              <Td className="text-right">
                {mayTouch(member.role) && (
                  <Confirm
                    trigger={
                      <Button size="sm" variant="ghost" aria-label={`Remove ${member.email}`}>
                        Remove
                      </Button>
                    }
                    title={`Remove ${member.email}?`}
                    confirmLabel="Remove"
                    onConfirm={() => removeMember(slug, member.id)}
                  >
                    <p>They lose access to this business immediately. API keys they created keep working.</p>
                  </Confirm>
                )}
              </Td>
            </Tr>
          ))}
          {invites.map((invite) => (
            <Tr key={invite.id}>
              <Td>
                <Person email={invite.email} name={null} note="Invited" />
              </Td>
              <Td>{roleNames[invite.role]}</Td>
              <Td className="whitespace-nowrap text-ink-soft">
                <RelativeTime at={invite.createdAt} />
              </Td>
              <Td className="text-right">
                {mayTouch(invite.role) && (
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={`Withdraw the invitation for ${invite.email}`}
                    onClick={() => withdraw.run(slug, invite.id)}
                  >
                    Withdraw
                  </Button>
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Person({ email, name, note }: { email: string; name: string | null; note: string | undefined }) {
  return (
    <span className="flex min-w-52 items-center gap-2.5">
      <Avatar name={name ?? email} />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{name ?? email}</span>
          {note && <Badge>{note}</Badge>}
        </span>
        {name && <span className="block truncate text-ink-soft text-sm">{email}</span>}
      </span>
    </span>
  );
}
