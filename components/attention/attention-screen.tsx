"use client";
import { CircleCheckBig } from "lucide-react";
import { useLive } from "@/components/live/use-live";
import { EmptyState } from "@/components/ui/empty-state";
import type { AttentionData } from "@/lib/attention/read-attention";
import { CauseCard } from "./cause-card";
import { PaymentCauseCard } from "./payment-cause-card";

const groups = [
  { who: "merchant", title: "You can fix these" },
  { who: "operator", title: "Whoever runs this Gatehouse needs to fix these" },
  { who: "customer", title: "Waiting on customers" },
  { who: "nobody", title: "Resolves automatically" },
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
  const { causes, payments } = useLive(`/api/dashboard/${slug}/attention`, first, { everyMs: 4000 });
  if (causes.length === 0 && payments.length === 0)
    return (
      <EmptyState icon={<CircleCheckBig />} title="All clear">
        Everyone who paid has access or a link to get it. Problems show up here, with steps to fix them.
      </EmptyState>
    );
  return (
    <div className="grid gap-8">
      {payments.length > 0 && (
        <section className="grid gap-3">
          <h2 className="font-semibold text-lg">Sales that need attention</h2>
          {payments.map((cause) => (
            <PaymentCauseCard key={cause.key} slug={slug} cause={cause} mayChange={mayChange} />
          ))}
        </section>
      )}
      {groups.map(({ who, title }) => {
        const mine = causes.filter((cause) => cause.who === who);
        if (mine.length === 0) return null;
        return (
          <section key={who} id={who} className="grid gap-3">
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
