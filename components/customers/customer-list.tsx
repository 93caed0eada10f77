"use client";
import { Gift } from "lucide-react";
import { useState } from "react";
import { GiveToCustomers } from "@/components/entitlements/give-access";
import { BulkBar } from "@/components/grants/bulk-bar";
import { GrantRowAction } from "@/components/grants/grant-row-action";
import { GrantReason } from "@/components/grants/grant-state";
import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { FilterLinks } from "@/components/lists/filter-links";
import { FilterSelect } from "@/components/lists/filter-select";
import { FloatingBar } from "@/components/lists/floating-bar";
import { ListTools } from "@/components/lists/list-tools";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Dot } from "@/components/ui/dot";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Choice } from "@/lib/customers/filter-choices";
import type { CustomersPage, ListedCustomer } from "@/lib/customers/read-customers";

const standings = [
  { value: "all", label: "All" },
  { value: "has_access", label: "Has access" },
  { value: "not_connected", label: "Not connected" },
  { value: "failed", label: "Failed" },
  { value: "ended", label: "Ended" },
];

export function CustomerList({ slug, page }: { slug: string; page: CustomersPage }) {
  const { rows, next, sort, choices, mayChange } = page;
  const [given, setGiven] = useState<{ name: string; count: number }>();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const customerIds = [...ticked];
  return (
    <div className={cn("grid min-w-0 gap-3", mayChange && "pb-16")}>
      <FilterLinks name="access" label="Access" choices={standings} />
      <ListTools slug={slug} list="customers" mayExport={mayChange}>
        <SearchBox label="Search email, name or Discord" className="w-full sm:w-72" />
        {choices.products.length > 0 && (
          <FilterSelect
            name="product"
            label="Product"
            all="Any product"
            choices={options(choices.products)}
          />
        )}
        {choices.servers.length > 1 && (
          <FilterSelect name="server" label="Server" all="Any server" choices={options(choices.servers)} />
        )}
      </ListTools>
      {rows.length === 0 ? (
        <NothingMatches>No customers match.</NothingMatches>
      ) : (
        <DataTable
          label="Customers"
          rows={rows}
          columns={mayChange ? [...columns, actionColumn(slug)] : columns}
          sort={sort}
          hrefOf={({ id }) => `/${slug}/customers/${id}`}
          selection={mayChange ? { ticked, onTick: setTicked, nameOf: ({ name }) => name } : undefined}
        />
      )}
      <Pager next={next} />
      {given && ticked.size === 0 && (
        <FloatingBar label="Given access">
          <p role="status" className="flex items-center gap-3">
            Gave {given.name} to {given.count === 1 ? "1 customer" : `${given.count} customers`}.
            <Button size="sm" variant="ghost" className="ml-auto" onClick={() => setGiven(undefined)}>
              Close
            </Button>
          </p>
        </FloatingBar>
      )}
      {mayChange && (
        <BulkBar
          slug={slug}
          noun="customer"
          selected={{ count: ticked.size, choice: { customerIds } }}
          onDone={() => setTicked(new Set())}
        >
          {choices.entitlements.length > 0 && (
            <GiveToCustomers
              slug={slug}
              customerIds={customerIds}
              entitlements={choices.entitlements}
              onDone={(result) => {
                setGiven(result);
                setTicked(new Set());
              }}
              trigger={
                <Button size="sm" icon={<Gift aria-hidden />}>
                  Give access
                </Button>
              }
            />
          )}
        </BulkBar>
      )}
    </div>
  );
}

function options(choices: Choice[]) {
  return choices.map(({ id, name }) => ({ value: id, label: name }));
}

const columns: Column<ListedCustomer>[] = [
  {
    id: "name",
    head: "Customer",
    sorts: "asc",
    cell: ({ name, email, account }) => (
      <KeyCell
        picture={<Avatar name={name} image={account?.image ?? null} />}
        title={name}
        note={account && <span className="font-normal text-ink-soft text-sm">@{account.username}</span>}
      >
        {name !== email && email}
      </KeyCell>
    ),
  },
  {
    id: "access",
    head: "Access",
    card: "line",
    className: "sm:w-1/2",
    cell: ({ counts, waiting }) => (
      <span className="grid justify-items-start gap-0.5">
        <Counts {...counts} />
        {waiting && <GrantReason grant={waiting} about={waiting.entitlement.name} />}
      </span>
    ),
  },
  {
    id: "since",
    head: "Since",
    sorts: "desc",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

function actionColumn(slug: string): Column<ListedCustomer> {
  return {
    id: "action",
    head: "Action",
    hideHead: true,
    align: "end",
    cell: ({ waiting }) => waiting && <GrantRowAction slug={slug} grant={waiting} />,
  };
}

function Counts(counts: ListedCustomer["counts"]) {
  const shown = (["delivered", "pending", "failed"] as const).filter((status) => counts[status] > 0);
  if (shown.length === 0) return <span className="text-ink-soft">No access</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      {shown.map((status) => (
        <span key={status} className="flex items-center gap-1.5 whitespace-nowrap">
          <Dot tone={status} /> {counts[status]} {status}
        </span>
      ))}
    </span>
  );
}
