import { Package, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Dot } from "@/components/ui/dot";
import { ServerIcon } from "@/components/ui/server-icon";
import { TargetLine } from "@/components/ui/target";
import { failureWords } from "@/lib/discord/failures";
import type { EntitlementSummary } from "@/lib/entitlements/find-entitlements";

const counted = [
  { status: "delivered", word: "delivered" },
  { status: "pending", word: "pending" },
  { status: "failed", word: "failed" },
  { status: "revoked", word: "revoked" },
] as const;

export function EntitlementCard({ slug, summary }: { slug: string; summary: EntitlementSummary }) {
  const { entitlement, guild, role, counts, productCount } = summary;
  const href = `/${slug}/entitlements/${entitlement.id}`;
  const problem = entitlement.problem ?? guild.problem;
  return (
    <li data-row className="rounded-xl border bg-surface shadow-card hover:border-line-strong">
      <Link href={href} data-row-link className="grid gap-3 rounded-xl p-4 sm:p-5">
        <span className="flex items-center gap-3.5">
          <ServerIcon guildId={guild.id} name={guild.name} icon={guild.icon} className="size-10" />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold text-lg">{entitlement.name}</span>
            <span className="block text-ink-soft text-sm">
              <TargetLine server={guild.name} role={role} />
            </span>
          </span>
          <span className="flex items-center gap-1.5 self-start whitespace-nowrap text-ink-soft text-sm">
            <Package aria-hidden className="size-4" />
            {productCount === 0
              ? "No products"
              : productCount === 1
                ? "1 product"
                : `${productCount} products`}
          </span>
        </span>
        <span className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {counted.map(({ status, word }) => (
            <span key={status} className="tabular flex items-center gap-1.5 text-ink-soft">
              <Dot tone={status} />
              <b className="font-semibold text-ink">{counts[status].toLocaleString("en")}</b> {word}
            </span>
          ))}
        </span>
        {problem && (
          <span className="flex items-start gap-2 rounded-lg bg-failed-soft px-3 py-2 text-sm">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed-ink" />
            {failureWords(problem)}
          </span>
        )}
      </Link>
    </li>
  );
}
