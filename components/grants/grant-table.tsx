"use client";
import { type Column, DataTable, KeyCell, type Selection } from "@/components/lists/data-table";
import { Avatar } from "@/components/ui/avatar";
import { RelativeTime } from "@/components/ui/relative-time";
import type { GrantView } from "@/lib/grants/grant-view";
import type { Sort } from "@/lib/search-params";
import { GrantRowAction } from "./grant-row-action";
import { GrantState } from "./grant-state";

const href = (slug: string) => (row: GrantView) => `/${slug}/grants/${row.id}`;

/** The grants of an entitlement, by customer. */
export function GrantTable({
  slug,
  rows,
  sort,
  mayChange,
  selection,
}: {
  slug: string;
  rows: GrantView[];
  sort: Sort;
  mayChange: boolean;
  selection?: Omit<Selection<GrantView>, "nameOf">;
}) {
  const columns = mayChange ? [...byCustomer, actionColumn(slug)] : byCustomer;
  return (
    <DataTable
      label="Grants"
      rows={rows}
      columns={columns}
      sort={sort}
      hrefOf={href(slug)}
      selection={selection && { ...selection, nameOf: ({ customer }: GrantView) => customer.name }}
    />
  );
}

/** The grants of one customer, by entitlement. */
export function GrantsOfCustomer({
  slug,
  rows,
  mayChange,
}: {
  slug: string;
  rows: GrantView[];
  mayChange: boolean;
}) {
  const columns = mayChange ? [...byEntitlement, actionColumn(slug)] : byEntitlement;
  return <DataTable label="Grants" rows={rows} columns={columns} hrefOf={href(slug)} />;
}

const state: Column<GrantView> = {
  id: "status",
  head: "Status",
  card: "line",
  className: "sm:w-1/2 sm:min-w-52",
  cell: (row) => <GrantState grant={row} />,
};

const through: Column<GrantView> = {
  id: "since",
  head: "Since",
  sorts: "desc",
  card: "line",
  className: "sm:whitespace-nowrap",
  cell: ({ product, createdAt }) => (
    <>
      <span className="sm:block">{product ?? "Given directly"}</span>
      <span aria-hidden className="text-ink-soft sm:hidden">
        {" · "}
      </span>
      <RelativeTime at={createdAt} className="text-ink-soft text-sm" />
    </>
  ),
};

const byCustomer: Column<GrantView>[] = [
  {
    id: "name",
    head: "Customer",
    sorts: "asc",
    cell: ({ customer, account }) => (
      <KeyCell
        picture={<Avatar name={customer.name} image={account?.image ?? null} />}
        title={customer.name}
        note={account && <span className="font-normal text-ink-soft text-sm">@{account.username}</span>}
      >
        {customer.name !== customer.email && customer.email}
      </KeyCell>
    ),
  },
  state,
  through,
];

const byEntitlement: Column<GrantView>[] = [
  {
    id: "entitlement",
    head: "Entitlement",
    cell: ({ entitlement }) => <KeyCell title={entitlement.name} />,
  },
  state,
  through,
];

function actionColumn(slug: string): Column<GrantView> {
  return {
    id: "action",
    head: "Action",
    hideHead: true,
    align: "end",
    cell: (row) => <GrantRowAction slug={slug} grant={row} />,
  };
}
