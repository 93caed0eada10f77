import type { Metadata } from "next";
import { InviteForm } from "@/components/team/invite-form";
import { type TeamRow, TeamTable } from "@/components/team/team-table";
import { Section } from "@/components/ui/card";
import { asMember } from "@/lib/auth";
import { listInvites, listMembers } from "@/lib/members";
import { mayAct } from "@/lib/rights";
import { readSearchParams, readSort, type SearchParams, type Sort, sortRows } from "@/lib/search-params";

export const metadata: Metadata = { title: "Team" };

type Props = { params: Promise<{ business: string }>; searchParams: SearchParams };

const sorts = [
  { by: "since", direction: "asc" },
  { by: "name", direction: "asc" },
  { by: "role", direction: "asc" },
] as const satisfies Sort[];

const sortValues = {
  since: ({ createdAt }: TeamRow) => createdAt,
  name: ({ name, email }: TeamRow) => (name ?? email).toLowerCase(),
  role: ({ role }: TeamRow) => ({ owner: "1", admin: "2", viewer: "3" })[role],
};

export default async function TeamPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { team, invites, me, role } = await asMember(
    slug,
    "viewer",
    async ({ tx, business, person, role }) => ({
      team: await listMembers(tx, business.id),
      invites: await listInvites(tx, business.id),
      me: person.id,
      role,
    }),
  );
  const sort = readSort((await readSearchParams(searchParams)).sort, sorts);
  const rows: TeamRow[] = [
    ...team.map(({ id, userId, email, name, role, createdAt }) => ({
      id,
      email,
      name,
      role,
      kind: userId === me ? ("me" as const) : ("member" as const),
      createdAt: createdAt.toISOString(),
    })),
    ...invites.map(({ id, email, role, createdAt }) => ({
      id,
      email,
      name: null,
      role,
      kind: "invite" as const,
      createdAt: createdAt.toISOString(),
    })),
  ];
  return (
    <div className="grid gap-6">
      {mayAct(role, "admin") && (
        <Section
          title="Invite someone"
          description="They join the team once they sign in with this address and accept."
        >
          <InviteForm slug={slug} mayMakeOwners={role === "owner"} />
        </Section>
      )}
      <TeamTable slug={slug} mine={role} rows={sortRows(rows, sort, sortValues)} sort={sort} />
    </div>
  );
}
