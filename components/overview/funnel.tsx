import type { OverviewData } from "@/lib/overview/read-overview";

const stages = [
  { key: "paid", label: "Paid" },
  { key: "mailed", label: "Emailed" },
  { key: "opened", label: "Opened the link" },
  { key: "authorized", label: "Connected Discord" },
  { key: "inside", label: "Joined" },
] as const;

/** How far purchases got, each stage as a share of those who paid. */
export function Funnel({ funnel }: { funnel: OverviewData["figures"]["funnel"] }) {
  if (funnel.paid === 0)
    return <p className="py-6 text-center text-ink-soft">No purchases in the last 30 days.</p>;
  return (
    <ol className="grid gap-3">
      {stages.map(({ key, label }) => {
        const share = funnel[key] / funnel.paid;
        return (
          <li key={key} className="grid gap-1">
            <div className="flex items-baseline justify-between gap-3">
              <span>{label}</span>
              <span className="tabular">
                <b className="font-semibold">{funnel[key].toLocaleString("en")}</b>{" "}
                <span className="text-ink-soft text-sm">{Math.round(share * 100)} %</span>
              </span>
            </div>
            <div aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
              <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
