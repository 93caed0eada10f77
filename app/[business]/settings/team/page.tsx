import type { Metadata } from "next";
import { InviteForm } from "@/components/team/invite-form";
import { TeamTable } from "@/components/team/team-table";
import { Section } from "@/components/ui/card";
import { asMember } from "@/lib/auth";
import { listInvites, listMembers } from "@/lib/members";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Team" };

type Props = { params: Promise<{ business: string }> };

export default async function TeamPage({ params }: Props) {
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
      <TeamTable
        slug={slug}
        mine={role}
        members={team.map(({ id, userId, email, name, role, createdAt }) => ({
          id,
          email,
          name,
          role,
          isMe: userId === me,
          createdAt: createdAt.toISOString(),
        }))}
        invites={invites.map((invite) => ({ ...invite, createdAt: invite.createdAt.toISOString() }))}
      />
    </div>
  );
}
