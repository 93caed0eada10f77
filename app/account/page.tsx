import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Passkeys } from "@/components/account/passkeys";
import { SessionList } from "@/components/account/session-list";
import { SignOutEverywhere } from "@/components/account/sign-out-everywhere";
import { ButtonLink } from "@/components/ui/button-link";
import { Callout } from "@/components/ui/callout";
import { Section } from "@/components/ui/card";
import { homeOf, myInvitations, myPasskeys, mySessions, requirePerson } from "@/lib/auth";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const person = await requirePerson("/account");
  const { passkeys, unusedCodes, proof } = await myPasskeys(person);
  const [home, sessions, invitations] = [
    await homeOf(person),
    await mySessions(person),
    await myInvitations(person),
  ];
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-6 px-4 py-8 sm:py-12">
      <header className="grid gap-3">
        <Link
          href={home}
          className="touchable inline-flex items-center gap-1.5 justify-self-start text-ink-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          Back
        </Link>
        <div>
          <h1 className="font-semibold text-2xl tracking-tight">Account</h1>
          <p className="break-all text-ink-soft">Signed in as {person.email}</p>
        </div>
      </header>
      {invitations.length > 0 && (
        <Callout
          title={`You're invited to ${invitations.map(({ business }) => business.name).join(", ")}`}
          action={
            <ButtonLink size="sm" href="/account/invitations">
              {invitations.length === 1 ? "See the invitation" : "See the invitations"}
            </ButtonLink>
          }
        />
      )}
      <Passkeys
        email={person.email}
        unusedCodes={unusedCodes}
        mayAdd={proof.hasPasskey || proof.newSession}
        passkeys={passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
          id,
          name,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt?.toISOString() ?? null,
        }))}
      />
      <Section
        title="Devices"
        description="Sign-ins end after 30 days without use, and after 90 days in any case."
        action={<SignOutEverywhere devices={sessions.length} />}
      >
        <SessionList
          sessions={sessions.map(({ createdAt, lastUsedAt, ...session }) => ({
            ...session,
            createdAt: createdAt.toISOString(),
            lastUsedAt: lastUsedAt.toISOString(),
          }))}
        />
      </Section>
    </main>
  );
}
