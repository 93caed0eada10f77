import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { type Column, DataTable } from "@/components/lists/data-table";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { type AuditEntry, auditSorts, listAudit } from "@/lib/audit";
import { asMember } from "@/lib/auth";
import { readSearchParams, readSort, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Audit log" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

const pageSize = 50;
const kinds = { person: null, api_key: "API key", customer: "Customer", system: "Gatehouse" };

export default async function AuditPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { q, after, sort: given } = await readSearchParams(searchParams);
  const sort = readSort(given, auditSorts);
  const found = await asMember(slug, "viewer", ({ tx, business }) =>
    listAudit(tx, business.id, {
      limit: pageSize + 1,
      sort,
      ...(q && { search: q }),
      ...(after && { after }),
    }),
  );
  const rows = found.slice(0, pageSize);
  const next = found.length > pageSize ? (rows.at(-1)?.id ?? null) : null;
  return (
    <div className="grid gap-3">
      <SearchBox label="Search by person, action or ID" className="w-full sm:w-80" />
      {rows.length === 0 ? (
        <EmptyState icon={<ScrollText />} title={q ? "No entries match" : "No changes yet"}>
          Every change made by a person, an API key or a customer is recorded here permanently.
        </EmptyState>
      ) : (
        <DataTable label="Audit log" rows={rows} columns={columns} sort={sort} />
      )}
      <Pager next={next} />
    </div>
  );
}

const columns: Column<AuditEntry>[] = [
  {
    id: "what",
    head: "What",
    className: "font-medium",
    cell: ({ action }) => words(action),
  },
  {
    id: "who",
    head: "Who",
    cell: ({ actor }) => (
      <span className="flex flex-wrap items-center gap-2 [overflow-wrap:anywhere]">
        {actor.label}
        {kinds[actor.kind] && actor.kind !== "system" && <Badge>{kinds[actor.kind]}</Badge>}
      </span>
    ),
  },
  {
    id: "details",
    head: "Details",
    card: "line",
    className: "text-ink-soft text-sm sm:max-w-96",
    cell: ({ details, subjectId }) => (
      <span className="sm:line-clamp-2 [overflow-wrap:anywhere]">{about(details, subjectId)}</span>
    ),
  },
  {
    id: "when",
    head: "When",
    sorts: "desc",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ createdAt }) => <RelativeTime at={createdAt.toISOString()} />,
  },
];

/** "api_key.created" as "Api key created". */
function words(action: string): string {
  const text = action.replaceAll(/[._]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function about(details: Record<string, unknown>, subjectId: string | null): string {
  const parts = Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  return [...parts, ...(subjectId ? [subjectId] : [])].join(" · ");
}
