import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { FilterDay } from "@/components/lists/filter-day";
import { FilterSelect } from "@/components/lists/filter-select";
import { ListTools } from "@/components/lists/list-tools";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { AuditLog } from "@/components/settings/audit-log";
import { auditKinds, idsIn, isAuditKind } from "@/components/settings/audit-sentences";
import { EmptyState } from "@/components/ui/empty-state";
import { listApiKeys } from "@/lib/api-keys";
import { auditSorts, listAudit } from "@/lib/audit";
import { asMember } from "@/lib/auth";
import { listMembers } from "@/lib/members";
import { nameSubjects } from "@/lib/overview/name-subjects";
import { mayAct } from "@/lib/rights";
import { readDay, readSearchParams, readSort, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Audit log" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

const pageSize = 50;

export default async function AuditPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { q: search, by, kind, from, to, after, sort: given } = await readSearchParams(searchParams);
  const sort = readSort(given, auditSorts);
  const nouns = isAuditKind(kind) ? auditKinds[kind].nouns : undefined;
  const filter = { search, by, nouns, from: readDay(from), to: readDay(to) };
  const { found, names, people, mayExport } = await asMember(
    slug,
    "viewer",
    async ({ tx, business, role }) => {
      const found = await listAudit(tx, business.id, { ...filter, sort, after, limit: pageSize + 1 });
      const names = await nameSubjects(tx, business.id, found.flatMap(idsIn));
      return { found, names, people: await listActors(tx, business.id), mayExport: mayAct(role, "admin") };
    },
  );
  const entries = found.slice(0, pageSize);
  const next = found.length > pageSize ? (entries.at(-1)?.id ?? null) : null;
  const isFiltered = Object.values(filter).some(Boolean);
  if (entries.length === 0 && !isFiltered)
    return (
      <EmptyState icon={<ScrollText />} title="No changes yet">
        Every change made by a person, an API key or a customer is recorded here permanently.
      </EmptyState>
    );
  return (
    <div className="grid gap-3">
      <ListTools
        slug={slug}
        list="audit"
        mayExport={mayExport}
        {...(nouns && { of: { nouns: nouns.join(" ") } })}
      >
        <SearchBox label="Search by person, action or ID" className="w-full sm:w-72" />
        <FilterSelect name="by" label="Who" all="Anyone" choices={people} />
        <FilterSelect
          name="kind"
          label="Kind"
          all="Everything"
          choices={Object.entries(auditKinds).map(([value, { label }]) => ({ value, label }))}
        />
        <FilterDay name="from" label="From" />
        <FilterDay name="to" label="to" />
      </ListTools>
      {entries.length === 0 ? (
        <NothingMatches>No entries match.</NothingMatches>
      ) : (
        <AuditLog slug={slug} entries={entries} names={names} sort={sort} />
      )}
      <Pager next={next} />
    </div>
  );
}

/** The people and keys that the log can be filtered by. People who left are found by the search. */
async function listActors(tx: Parameters<typeof listMembers>[0], businessId: string) {
  const members = await listMembers(tx, businessId);
  const keys = await listApiKeys(tx, businessId);
  return [
    ...members.map(({ userId, name, email }) => ({ value: userId, label: name ?? email })),
    ...keys.map(({ id, name }) => ({ value: id, label: `${name} (API key)` })),
    { value: "customer", label: "Customers" },
    { value: "system", label: "Gatehouse itself" },
  ];
}
