"use client";
import Link from "next/link";
import { useLive } from "@/components/live/use-live";
import { Avatar } from "@/components/ui/avatar";
import { Callout } from "@/components/ui/callout";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { TargetRoleName } from "@/components/ui/target";
import type { GrantPageData } from "@/lib/grants/read-grant";
import { GrantActions } from "./grant-actions";
import { GrantTimeline } from "./grant-timeline";
import { linkWords } from "./grant-words";

/** One grant, from purchase to today, refreshed as it changes. */
export function GrantScreen({ slug, first }: { slug: string; first: GrantPageData }) {
  const grant = useLive(`/api/dashboard/${slug}/grants/${first.id}`, first, { everyMs: 3000 });
  const others = grant.claims.filter(({ grantId }) => grantId !== grant.id);
  return (
    <>
      <PageHeader
        trail={[
          { href: `/${slug}/entitlements`, label: "Entitlements" },
          { href: `/${slug}/entitlements/${grant.entitlement.id}`, label: grant.entitlement.name },
        ]}
        icon={
          <Avatar
            name={grant.customer.name}
            image={grant.account?.image ?? null}
            className="size-11 text-sm"
          />
        }
        title={grant.customer.name}
        action={
          grant.mayChange && (
            <GrantActions
              slug={slug}
              grantId={grant.id}
              who={grant.customer.name}
              can={grant.can}
              link={grant.url}
              otherClaims={others.map(({ source }) => source)}
            />
          )
        }
      >
        <span className="flex flex-wrap items-center gap-2.5">
          <StatusBadge tone={grant.tone}>{grant.label}</StatusBadge>
          {grant.reason && <span>{grant.reason}</span>}
        </span>
      </PageHeader>
      {grant.problem && (
        <Callout look="problem" className="mb-6" title={grant.problem.words}>
          Who needs to act: {grant.problem.who}.
          {grant.problem.since && (
            <>
              {" "}
              Since <RelativeTime at={grant.problem.since} />.
            </>
          )}
        </Callout>
      )}
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <Section title="What happened">
          <GrantTimeline slug={slug} events={grant.history} />
        </Section>
        <div className="grid content-start gap-6">
          <Section title="Details">
            <Details slug={slug} grant={grant} />
          </Section>
          {grant.link !== "used" && grant.link !== "none" && (
            <Section title="Claim link">
              <ClaimLink grant={grant} />
            </Section>
          )}
          {grant.account && (
            <Section title="Why this person has it">
              <WhyList slug={slug} grant={grant} />
            </Section>
          )}
        </div>
      </div>
    </>
  );
}

function Details({ slug, grant }: { slug: string; grant: GrantPageData }) {
  return (
    <Facts>
      <Fact name="Customer">
        <Link href={`/${slug}/customers/${grant.customer.id}`} className="text-accent-ink hover:underline">
          {grant.customer.email}
        </Link>
      </Fact>
      <Fact name="Discord">
        {grant.account ? (
          <>
            {grant.account.name} <span className="text-ink-soft">@{grant.account.username}</span>
          </>
        ) : (
          <span className="text-ink-soft">Not connected yet</span>
        )}
      </Fact>
      {grant.account && (
        <Fact name="Discord ID">
          <CopyableId value={grant.account.id} label="Copy Discord ID" />
        </Fact>
      )}
      <Fact name="Server">{grant.server?.name ?? "No longer connected"}</Fact>
      <Fact name="Role">
        <TargetRoleName role={grant.role} />
      </Fact>
      <Fact name="Bought">{grant.product ?? grant.purchase.kind}</Fact>
      <Fact name="Purchase">
        <CopyableId value={grant.purchase.externalId} label="Copy purchase ID" />
      </Fact>
      {grant.expiresAt && (
        <Fact name="Ends">
          <RelativeTime at={grant.expiresAt} />
        </Fact>
      )}
      <Fact name="Grant ID">
        <CopyableId value={grant.id} label="Copy grant ID" />
      </Fact>
    </Facts>
  );
}

function ClaimLink({ grant }: { grant: GrantPageData }) {
  return (
    <Facts>
      <Fact name="Status">{linkWords[grant.link]}</Fact>
      {grant.linkSentAt && (
        <Fact name="Sent">
          <RelativeTime at={grant.linkSentAt} />
        </Fact>
      )}
      <Fact name="Opened">
        {grant.linkOpens > 0 ? (
          <>
            {grant.linkOpens === 1 ? "once" : `${grant.linkOpens} times`}
            {grant.linkLastOpenedAt && (
              <>
                , last <RelativeTime at={grant.linkLastOpenedAt} />
              </>
            )}
          </>
        ) : (
          <span className="text-ink-soft">Not yet</span>
        )}
      </Fact>
      {grant.linkExpiresAt && (
        <Fact name={grant.link === "expired" ? "Expired" : "Expires"}>
          <RelativeTime at={grant.linkExpiresAt} />
        </Fact>
      )}
    </Facts>
  );
}

function WhyList({ slug, grant }: { slug: string; grant: GrantPageData }) {
  if (grant.claims.length === 0) return <p className="text-ink-soft">They no longer have a right to it.</p>;
  return (
    <ul className="grid gap-1.5">
      {grant.claims.map((claim) => (
        <li key={claim.grantId}>
          {claim.grantId === grant.id ? (
            <span className="font-medium">{claim.source} (this grant)</span>
          ) : (
            <Link href={`/${slug}/grants/${claim.grantId}`} className="text-accent-ink hover:underline">
              {claim.source}
            </Link>
          )}
          <span className="text-ink-soft"> through {claim.entitlementName}</span>
        </li>
      ))}
    </ul>
  );
}
