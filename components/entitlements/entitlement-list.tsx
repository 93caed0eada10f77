import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { FilterLinks } from "@/components/lists/filter-links";
import { FilterSelect } from "@/components/lists/filter-select";
import { ListTools } from "@/components/lists/list-tools";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { Dot } from "@/components/ui/dot";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";

import { TargetLine } from "@/components/ui/target";
import type { ListedEntitlement } from "@/lib/entitlements/read-entitlements";
import type { Sort } from "@/lib/search-params";

const conditions = [
  { value: "all", label: "All" },
  { value: "problems", label: "With problems" },
  { value: "waiting", label: "Somebody waits" },
  { value: "no_products", label: "Without products" },
];

type Named = { id: string; name: string };

export function EntitlementList({
  slug,
  rows,
  next,
  sort,
  servers,
  products,
  mayExport,
}: {
  slug: string;
  rows: ListedEntitlement[];
  next: string | null;
  sort: Sort;
  servers: Named[];
  products: Named[];
  mayExport: boolean;
}) {
  return (
    <div className="grid min-w-0 content-start gap-3">
      <FilterLinks name="show" label="Show" choices={conditions} />
      <ListTools slug={slug} list="entitlements" mayExport={mayExport}>
        <SearchBox label="Search by name" className="w-full sm:w-56" />
        {servers.length > 1 && (
          <FilterSelect name="server" label="Server" all="Any server" choices={choicesOf(servers)} />
        )}
        {products.length > 0 && (
          <FilterSelect name="product" label="Product" all="Any product" choices={choicesOf(products)} />
        )}
      </ListTools>
      {rows.length === 0 ? (
        <NothingMatches>No entitlements match.</NothingMatches>
      ) : (
        <DataTable
          label="Entitlements"
          rows={rows}
          columns={columns}
          sort={sort}
          hrefOf={({ id }) => `/${slug}/entitlements/${id}`}
        />
      )}
      <Pager next={next} />
    </div>
  );
}

function choicesOf(named: Named[]) {
  return named.map(({ id, name }) => ({ value: id, label: name }));
}

const columns: Column<ListedEntitlement>[] = [
  {
    id: "name",
    head: "Entitlement",
    sorts: "asc",
    cell: ({ name, server, role, problem }) => (
      <KeyCell
        picture={<ServerIcon guildId={server.id} name={server.name} icon={server.icon} />}
        title={name}
        problem={problem}
      >
        <TargetLine server={server.name} role={role} />
      </KeyCell>
    ),
  },
  {
    id: "grants",
    head: "Grants",
    card: "line",
    cell: ({ counts }) => <GrantCounts counts={counts} />,
  },
  {
    id: "products",
    head: "Products",
    card: "labelled",
    cell: ({ productCount }) =>
      productCount === 0 ? <span className="text-ink-soft">None</span> : productCount.toLocaleString("en"),
  },
  {
    id: "created",
    head: "Created",
    sorts: "desc",
    card: "hidden",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

const statuses = ["delivered", "pending", "failed", "revoked"] as const;

function GrantCounts({ counts }: { counts: ListedEntitlement["counts"] }) {
  const shown = statuses.filter((status) => counts[status] > 0);
  if (shown.length === 0) return <span className="text-ink-soft">None yet</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      {shown.map((status) => (
        <span key={status} className="tabular flex items-center gap-1.5 whitespace-nowrap">
          <Dot tone={status} /> {counts[status].toLocaleString("en")} {status}
        </span>
      ))}
    </span>
  );
}
