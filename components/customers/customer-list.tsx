"use client";
import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { Avatar } from "@/components/ui/avatar";
import { Dot } from "@/components/ui/dot";
import { RelativeTime } from "@/components/ui/relative-time";

import type { CustomersPage, ListedCustomer } from "@/lib/customers/read-customers";

export function CustomerList({ slug, page }: { slug: string; page: CustomersPage }) {
  return (
    <div className="grid gap-3">
      <SearchBox label="Search email, name or Discord" className="w-full sm:w-80" />
      {page.rows.length === 0 ? (
        <NothingMatches>No customers match.</NothingMatches>
      ) : (
        <DataTable
          label="Customers"
          rows={page.rows}
          columns={columns}
          sort={page.sort}
          hrefOf={({ id }) => `/${slug}/customers/${id}`}
        />
      )}
      <Pager next={page.next} />
    </div>
  );
}

const columns: Column<ListedCustomer>[] = [
  {
    id: "name",
    head: "Customer",
    sorts: "asc",
    cell: ({ name, email, account }) => (
      <KeyCell picture={<Avatar name={name} image={account?.image ?? null} />} title={name}>
        {name !== email && email}
      </KeyCell>
    ),
  },
  {
    id: "discord",
    head: "Discord",
    className: "sm:whitespace-nowrap",
    cell: ({ account }) =>
      account ? `@${account.username}` : <span className="text-ink-soft">Not connected</span>,
  },
  {
    id: "access",
    head: "Access",
    className: "whitespace-nowrap",
    cell: ({ counts }) => <Counts {...counts} />,
  },
  {
    id: "since",
    head: "Since",
    sorts: "desc",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

function Counts(counts: ListedCustomer["counts"]) {
  const shown = (["delivered", "pending", "failed"] as const).filter((status) => counts[status] > 0);
  if (shown.length === 0) return <span className="text-ink-soft">No access</span>;
  return (
    <span className="flex gap-3">
      {shown.map((status) => (
        <span key={status} className="flex items-center gap-1.5">
          <Dot tone={status} /> {counts[status]} {status}
        </span>
      ))}
    </span>
  );
}
