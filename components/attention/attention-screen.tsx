"use client";
import { CircleCheckBig } from "lucide-react";
import Link from "next/link";
import { useLive } from "@/components/live/use-live";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import type { AttentionData } from "@/lib/attention/read-attention";
import { CauseCard } from "./cause-card";

const groups = [
  { who: "merchant", title: "You can mend these" },
  { who: "operator", title: "Whoever runs this Gatehouse must act" },
  { who: "customer", title: "Customers must act" },
  { who: "nobody", title: "Mends itself" },
] as const;

export function AttentionScreen({
  slug,
  first,
  mayChange,
}: {
  slug: string;
  first: AttentionData;
  mayChange: boolean;
}) {
  const { causes, parked } = useLive(`/api/dashboard/${slug}/attention`, first, { everyMs: 4000 });
  if (causes.length === 0 && parked.length === 0)
    return (
      <EmptyState icon={<CircleCheckBig />} title="Nothing needs you">
        Everybody who paid has their access, or a link to it. Failures show here, with the steps that mend
        them.
      </EmptyState>
    );
  return (
    <div className="grid gap-8">
      {parked.length > 0 && (
        <Callout look="problem" title="Payment events could not be worked on">
          <ul>
            {parked.map((group) => (
              <li key={group.connectionId + group.reason}>
                {group.count} from {group.connection}: {group.reason}.{" "}
                <Link href={`/${slug}/settings/payments`} className="underline underline-offset-2">
                  Payment providers
                </Link>
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {groups.map(({ who, title }) => {
        const mine = causes.filter((cause) => cause.who === who);
        if (mine.length === 0) return null;
        return (
          <section key={who} className="grid gap-3">
            <h2 className="font-semibold text-lg">{title}</h2>
            {mine.map((cause) => (
              <CauseCard key={cause.key} slug={slug} cause={cause} mayChange={mayChange} />
            ))}
          </section>
        );
      })}
    </div>
  );
}
