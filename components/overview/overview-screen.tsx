"use client";
import Link from "next/link";
import { Activity } from "@/components/grants/activity";
import { useLive } from "@/components/live/use-live";
import { Section } from "@/components/ui/card";
import type { Tone } from "@/components/ui/dot";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import { StatusBadge } from "@/components/ui/status";
import type { OverviewData } from "@/lib/overview/read-overview";
import { FirstSteps } from "./first-steps";
import { Funnel } from "./funnel";
import { GrantChart } from "./grant-chart";

export function OverviewScreen({ slug, first }: { slug: string; first: OverviewData }) {
  const { figures, attention, servers, steps, activity } = useLive(`/api/dashboard/${slug}/overview`, first, {
    everyMs: 8000,
  });
  return (
    <>
      <PageHeader title="Overview" />
      {!steps.done && (
        <div className="mb-6">
          <FirstSteps slug={slug} steps={steps} />
        </div>
      )}
      <div className="grid gap-6">
        <ul className="grid gap-4 sm:grid-cols-3">
          <Figure
            href={`/${slug}/customers`}
            label="People with access"
            value={figures.people.withAccess}
            tone="delivered"
          />
          <Figure
            href={`/${slug}/entitlements`}
            label="Paid, not connected yet"
            value={figures.people.unclaimed}
            tone="pending"
          />
          <Figure
            href={`/${slug}/attention`}
            label="Needs your attention"
            value={attention}
            tone={attention > 0 ? "failed" : "revoked"}
          />
        </ul>
        <div className="grid gap-6 lg:grid-cols-2">
          <Section title="From purchase to access" description="Purchases in the last 30 days">
            <Funnel funnel={figures.funnel} />
          </Section>
          <Section title="Grants over time" description="Per day, last 30 days, UTC">
            <GrantChart days={figures.days} />
          </Section>
        </div>
        <div className="grid gap-6 lg:grid-cols-2">
          <Section title="Latest activity">
            <Activity slug={slug} items={activity} />
          </Section>
          <Section title="Servers" className="self-start">
            <ServerList slug={slug} servers={servers} />
          </Section>
        </div>
      </div>
    </>
  );
}

function Figure({ href, label, value, tone }: { href: string; label: string; value: number; tone: Tone }) {
  const bars: Partial<Record<Tone, string>> = {
    delivered: "bg-delivered",
    pending: "bg-pending",
    failed: "bg-failed",
  };
  return (
    <li>
      <Link
        href={href}
        className="relative grid gap-1 overflow-hidden rounded-xl border bg-surface p-5 shadow-card hover:border-line-strong"
      >
        <span aria-hidden className={`absolute inset-y-0 left-0 w-1 ${bars[tone] ?? "bg-revoked"}`} />
        <span className="text-ink-soft">{label}</span>
        <span className="tabular font-semibold text-3xl tracking-tight">{value.toLocaleString("en")}</span>
      </Link>
    </li>
  );
}

function ServerList({ slug, servers }: { slug: string; servers: OverviewData["servers"] }) {
  if (servers.length === 0) return <p className="text-ink-soft">No servers connected yet.</p>;
  return (
    <ul className="grid gap-3">
      {servers.map((server) => (
        <li key={server.id} className="flex items-center gap-3">
          <ServerIcon guildId={server.id} name={server.name} icon={server.icon} />
          <div className="min-w-0 flex-1">
            <Link href={`/${slug}/servers`} className="block truncate font-medium hover:underline">
              {server.name}
            </Link>
            <p className="text-ink-soft text-sm">
              {server.checkedAt ? (
                <>
                  Checked <RelativeTime at={server.checkedAt} />
                </>
              ) : (
                "Not checked yet"
              )}
            </p>
          </div>
          <StatusBadge tone={server.ok ? "delivered" : "failed"}>
            {server.ok ? "Healthy" : "Needs attention"}
          </StatusBadge>
        </li>
      ))}
    </ul>
  );
}
