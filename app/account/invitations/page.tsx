import type { Metadata } from "next";
import type { ReactNode } from "react";
import { InvitationForm } from "@/components/account/invitation-form";
import { signOut } from "@/components/sign-in/actions";
import { EntryPage } from "@/components/sign-in/entry-page";
import { roleNames } from "@/components/team/team-roles";
import { ButtonLink } from "@/components/ui/button-link";
import { homeOf, myInvitations, requirePerson } from "@/lib/auth";
import type { Person } from "@/lib/membership";
import { roleMeaning } from "@/lib/rights";

export const metadata: Metadata = { title: "Invitations" };

/** An invitation changes nothing until the person accepts it here. */
export default async function InvitationsPage() {
  const person = await requirePerson("/account/invitations");
  const invitations = await myInvitations(person);
  const [first, second] = invitations;
  if (!first) return <NoInvitations person={person} />;
  if (!second)
    return (
      <EntryPage title={question(first)} footer={<NotYou email={person.email} />}>
        <p className="text-center text-ink-soft">{roleMeaning[first.role]}</p>
        <InvitationForm invitation={first} />
      </EntryPage>
    );
  return (
    <EntryPage title="You're invited" footer={<NotYou email={person.email} />}>
      <ul className="grid divide-y">
        {invitations.map((invitation) => (
          <li key={invitation.id} className="grid gap-3 py-5 first:pt-0 last:pb-0">
            <h2 className="font-semibold">{question(invitation)}</h2>
            <p className="text-ink-soft">{roleMeaning[invitation.role]}</p>
            <InvitationForm invitation={invitation} />
          </li>
        ))}
      </ul>
    </EntryPage>
  );
}

function question({ business, role }: { business: { name: string }; role: keyof typeof roleNames }): string {
  return `Join ${business.name} as ${roleNames[role].toLowerCase()}?`;
}

async function NoInvitations({ person }: { person: Person }) {
  const home = await homeOf(person);
  const isMember = home !== "/account/invitations";
  return (
    <EntryPage title="No open invitations" footer={<NotYou email={person.email} />}>
      <p className="text-center text-ink-soft">
        {isMember
          ? "An invitation was accepted, declined or withdrawn already. Ask for a new one if you need it."
          : "You're not a member of any business yet. Ask an owner to invite you with this address."}
      </p>
      {isMember && (
        <ButtonLink variant="primary" size="lg" href={home}>
          Go to your business
        </ButtonLink>
      )}
    </EntryPage>
  );
}

function NotYou({ email }: { email: string }): ReactNode {
  return (
    <form action={signOut}>
      Signed in as <strong className="break-all font-medium text-ink">{email}</strong>. Not you?{" "}
      <button type="submit" className="touchable font-medium text-accent-ink hover:underline">
        Sign out
      </button>
    </form>
  );
}
