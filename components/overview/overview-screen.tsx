"use client";
import Link from "next/link";
import { Activity } from "@/components/grants/activity";
import { FilterLinks } from "@/components/lists/filter-links";
import { useLive } from "@/components/live/use-live";
import { Section } from "@/components/ui/card";
import type { Tone } from "@/components/ui/dot";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import { StatusBadge } from "@/components/ui/status";
import type { Compared } from "@/lib/overview/read-figures";
import type { OverviewData } from "@/lib/overview/read-overview";
import { DayBars } from "./day-bars";
import { FirstSteps } from "./first-steps";
import { Funnel } from "./funnel";

export function OverviewScreen({ slug, first }: { slug: string; first: OverviewData }) {
  const { period } = first.figures;
  const path = `/api/dashboard/${slug}/overview?days=${period}`;
  const { figures, attention, servers, steps, activity } = useLive(path, first, { everyMs: 8000 });
  const isEmpty = !steps.done && activity.length === 0;
  return (
    <>
      <PageHeader title="Overview" action={!isEmpty && <PeriodSwitch />} />
      {!steps.done && (
        <div className="mb-6">
          <FirstSteps slug={slug} steps={steps} />
        </div>
      )}
      {!isEmpty && (
        <div className="grid gap-6">
          <Now slug={slug} people={figures.people} attention={attention} />
          <InPeriod slug={slug} figures={figures} />
          <div className="grid gap-6 lg:grid-cols-2">
            <Section title="New and ended" description={`Customers per day, last ${period} days, UTC`}>
              <DayBars days={figures.days} />
            </Section>
            <Section title="From purchase to access" description={`Purchases in the last ${period} days`}>
              <Funnel funnel={figures.funnel} />
            </Section>
          </div>
          <div className="grid gap-6 lg:grid-cols-2">
            <Section title="Latest activity">
              <Activity slug={slug} items={activity} />
            </Section>
            <div className="grid content-start gap-6">
              <Section title="Why access ended" description={`Customers, last ${period} days`}>
                <Reasons reasons={figures.reasons} />
              </Section>
              <Section title="Servers">
                <ServerList slug={slug} servers={servers} />
              </Section>
            </div>
          </div>
        </div>
      )}
    </>
  );
}

function PeriodSwitch() {
  return (
    <FilterLinks
      name="days"
      label="Period"
      usual="30"
      choices={[
        { value: "7", label: "7 days" },
        { value: "30", label: "30 days" },
        { value: "90", label: "90 days" },
      ]}
    />
  );
}

type NowProps = {
  slug: string;
  people: OverviewData["figures"]["people"];
  attention: OverviewData["attention"];
};

/** How things stand at this moment, whatever the period. */
function Now({ slug, people, attention }: NowProps) {
  const customers = `/${slug}/customers`;
  return (
    <ul aria-label="Now" className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Figure
        href={`${customers}?access=has_access`}
        label="People with access"
        value={count(people.withAccess)}
        note={`${count(people.paying)} paying`}
        tone="delivered"
      />
      <Figure
        href={`${customers}?access=not_connected`}
        label="Paid, not connected yet"
        value={count(people.unclaimed)}
        note="They have the link"
        tone="pending"
      />
      <Figure
        href={`/${slug}/attention#merchant`}
        label="Needs your attention"
        value={count(attention.merchant)}
        note={attention.merchant > 0 ? "Wait until you fix it" : "Nothing to fix"}
        tone={attention.merchant > 0 ? "failed" : "revoked"}
      />
      <Figure
        href={`/${slug}/attention#customer`}
        label="Customers must act"
        value={count(attention.customers)}
        note="They were told how"
        tone={attention.customers > 0 ? "pending" : "revoked"}
      />
    </ul>
  );
}

function InPeriod({ slug, figures }: { slug: string; figures: OverviewData["figures"] }) {
  const { period, added, ended, left, arrival } = figures;
  const customers = `/${slug}/customers`;
  return (
    <ul aria-label={`Last ${period} days`} className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-4">
      <Figure href={customers} label="New" value={count(added.now)} note={compared(added, period)} />
      <Figure
        href={`${customers}?access=ended`}
        label="Ended"
        value={count(ended.now)}
        note={compared(ended, period)}
      />
      <Figure
        href={`${customers}?access=ended`}
        label="Left for good"
        value={count(left)}
        note="Nothing else is active"
      />
      <Figure
        href={customers}
        label="From payment to in"
        value={arrival ? duration(arrival.median) : "–"}
        note={arrival ? `Median; 9 of 10 within ${duration(arrival.slowest10)}` : "Nobody got in yet"}
      />
    </ul>
  );
}

const count = (n: number) => n.toLocaleString("en");

function compared({ now, before }: Compared, period: number): string {
  if (now === before) return `As in the ${period} days before`;
  return `${now > before ? "+" : "−"}${count(Math.abs(now - before))} to the ${period} days before`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}

type FigureProps = { href: string; label: string; value: string; note: string; tone?: Tone };

function Figure({ href, label, value, note, tone }: FigureProps) {
  const bars: Partial<Record<Tone, string>> = {
    delivered: "bg-delivered",
    pending: "bg-pending",
    failed: "bg-failed",
  };
  return (
    <li>
      <Link
        href={href}
        className="relative grid h-full content-start gap-1 overflow-hidden rounded-xl border bg-surface p-4 shadow-card hover:border-line-strong sm:p-5"
      >
        {tone && (
          <span aria-hidden className={`absolute inset-y-0 left-0 w-1 ${bars[tone] ?? "bg-revoked"}`} />
        )}
        <span className="text-ink-soft">{label}</span>
        <span className="tabular font-semibold text-2xl tracking-tight sm:text-3xl">{value}</span>
        <span className="text-ink-soft text-sm">{note}</span>
      </Link>
    </li>
  );
}

function Reasons({ reasons }: { reasons: OverviewData["figures"]["reasons"] }) {
  if (reasons.length === 0) return <p className="text-ink-soft">Nobody's access ended.</p>;
  return (
    <ul className="grid gap-2">
      {reasons.map(({ reason, customers }) => (
        <li key={reason} className="flex justify-between gap-3">
          <span>{reason}</span>
          <b className="tabular font-semibold">{count(customers)}</b>
        </li>
      ))}
    </ul>
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
