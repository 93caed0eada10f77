"use client";
import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { ListTools } from "@/components/lists/list-tools";
import { Problem } from "@/components/ui/action-form";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { RelativeTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { Badge } from "@/components/ui/status";
import { useAction } from "@/components/ui/use-action";
import { mayAct, mayManage } from "@/lib/rights";
import type { Sort } from "@/lib/search-params";
import { changeMemberRole, removeMember, withdrawInvite } from "./actions";
import { roleNames, type TeamRole } from "./team-roles";

export type TeamRow = {
  id: string;
  email: string;
  name: string | null;
  role: TeamRole;
  /** You, an invitation that is still open, or another member. */
  kind: "me" | "member" | "invite";
  createdAt: string;
};

const notes = { me: "You", member: null, invite: "Invited" };

export function TeamTable({
  slug,
  mine,
  rows,
  sort,
}: {
  slug: string;
  mine: TeamRole;
  rows: TeamRow[];
  sort: Sort;
}) {
  const change = useAction(changeMemberRole);
  const withdraw = useAction(withdrawInvite);
  const mayTouch = (role: TeamRole) => mayManage(mine, role);
  const columns: Column<TeamRow>[] = [
    {
      id: "name",
      head: "Person",
      sorts: "asc",
      cell: ({ email, name, kind }) => (
        <KeyCell
          picture={<Avatar name={name ?? email} />}
          title={name ?? email}
          note={notes[kind] && <Badge>{notes[kind]}</Badge>}
        >
          {name && email}
        </KeyCell>
      ),
    },
    {
      id: "role",
      head: "Role",
      sorts: "asc",
      cell: ({ id, email, role, kind }) =>
        kind !== "invite" && mayTouch(role) ? (
          <Select
            size="sm"
            aria-label={`Role of ${email}`}
            value={role}
            className="w-28"
            options={(["owner", "admin", "viewer"] as const)
              .filter((role) => mayTouch(role))
              .map((value) => ({ value, label: roleNames[value] }))}
            onValueChange={(role) => change.run(slug, id, role as TeamRole)}
          />
        ) : (
          roleNames[role]
        ),
    },
    {
      id: "since",
      head: "Since",
      sorts: "desc",
      className: "whitespace-nowrap text-ink-soft",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      id: "actions",
      head: "Actions",
      hideHead: true,
      align: "end",
      cell: ({ id, email, role, kind }) =>
        mayTouch(role) &&
        (kind === "invite" ? (
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Withdraw the invitation for ${email}`}
            onClick={() => withdraw.run(slug, id)}
          >
            Withdraw
          </Button>
        ) : (
          <Confirm
            trigger={
              <Button size="sm" variant="ghost" aria-label={`Remove ${email}`}>
                Remove
              </Button>
            }
            title={`Remove ${email}?`}
            confirmLabel="Remove"
            onConfirm={() => removeMember(slug, id)}
          >
            <p>They lose access to this business immediately. API keys they created keep working.</p>
          </Confirm>
        )),
    },
  ];
  return (
    <div className="grid gap-3">
      <Problem>{(change.refusal ?? withdraw.refusal)?.message}</Problem>
      <ListTools slug={slug} list="team" mayExport={mayAct(mine, "admin")} />
      <DataTable label="Team" rows={rows} columns={columns} sort={sort} />
    </div>
  );
}
