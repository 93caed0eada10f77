import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import { listAudit } from "@/lib/audit";
import { asMember } from "@/lib/auth";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Audit log" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

const pageSize = 50;
const kinds = { person: null, api_key: "API key", customer: "Customer", system: "Gatehouse" };

export default async function AuditPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { q, after } = await readSearchParams(searchParams);
  const found = await asMember(slug, "viewer", ({ tx, business }) =>
    listAudit(tx, business.id, { limit: pageSize + 1, ...(q && { search: q }), ...(after && { after }) }),
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
        <Table label="Audit log">
          <THead>
            <Th>When</Th>
            <Th>Who</Th>
            <Th>What</Th>
            <Th>Details</Th>
          </THead>
          <tbody>
            {rows.map((entry) => (
              <Tr key={entry.id}>
                <Td className="whitespace-nowrap text-ink-soft">
                  <RelativeTime at={entry.createdAt.toISOString()} />
                </Td>
                <Td>
                  <span className="flex items-center gap-2 whitespace-nowrap">
                    {entry.actor.label}
                    {kinds[entry.actor.kind] && entry.actor.kind !== "system" && (
                      <Badge>{kinds[entry.actor.kind]}</Badge>
                    )}
                  </span>
                </Td>
                <Td className="whitespace-nowrap font-medium">{words(entry.action)}</Td>
                <Td className="max-w-96 text-ink-soft text-sm">
                  <span className="line-clamp-2 break-words">{about(entry.details, entry.subjectId)}</span>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <Pager next={next} />
    </div>
  );
}

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
