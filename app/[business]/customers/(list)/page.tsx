import { Users } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Pager } from "@/components/lists/pager";
import { SearchBox } from "@/components/lists/search-box";
import { Avatar } from "@/components/ui/avatar";
import { Dot } from "@/components/ui/dot";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import { asMember } from "@/lib/auth";
import { readCustomers } from "@/lib/customers/read-customers";
import { discordAvatar } from "@/lib/discord/images";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Customers" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

export default async function CustomersPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { q, after } = await readSearchParams(searchParams);
  const { rows, next, total } = await asMember(slug, "viewer", ({ tx, business }) =>
    readCustomers(tx, business.id, { search: q, after }),
  );
  return (
    <>
      <PageHeader title="Customers">
        {total > 0 &&
          `${total.toLocaleString("en")} ${total === 1 ? "person who" : "people who"} bought something or got access from you.`}
      </PageHeader>
      {total === 0 ? (
        <EmptyState icon={<Users />} title="No customers yet">
          Customers show up here with their first purchase, or when you give someone access yourself.
        </EmptyState>
      ) : (
        <div className="grid gap-3">
          <SearchBox label="Search email, name or Discord" className="w-full sm:w-80" />
          {rows.length === 0 ? (
            <p className="rounded-lg border border-dashed py-10 text-center text-ink-soft">
              No customers match your search.
            </p>
          ) : (
            <Table label="Customers">
              <THead>
                <Th>Customer</Th>
                <Th>Discord</Th>
                <Th>Access</Th>
                <Th>Since</Th>
              </THead>
              <tbody>
                {rows.map(({ customer, account, delivered, pending, failed }) => (
                  <Tr key={customer.id} data-row>
                    <Td>
                      <Link
                        href={`/${slug}/customers/${customer.id}`}
                        data-row-link
                        className="touchable flex min-w-44 items-center gap-2.5 rounded-md"
                      >
                        <Avatar
                          name={customer.name || customer.email}
                          image={account && discordAvatar(account.discordUserId, account.avatar)}
                        />
                        <span className="min-w-0">
                          <span className="block max-w-60 truncate font-medium">
                            {customer.name || customer.email}
                          </span>
                          <span className="block max-w-60 truncate text-ink-soft text-sm">
                            {customer.email}
                          </span>
                        </span>
                      </Link>
                    </Td>
                    <Td className="whitespace-nowrap">
                      {account ? (
                        `@${account.username}`
                      ) : (
                        <span className="text-ink-soft">Not connected</span>
                      )}
                    </Td>
                    <Td className="whitespace-nowrap">
                      <Counts delivered={delivered} pending={pending} failed={failed} />
                    </Td>
                    <Td className="whitespace-nowrap text-ink-soft">
                      <RelativeTime at={customer.createdAt.toISOString()} />
                    </Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )}
          <Pager next={next} />
        </div>
      )}
    </>
  );
}

function Counts(counts: { delivered: number; pending: number; failed: number }) {
  const shown = (["delivered", "pending", "failed"] as const).filter((status) => counts[status] > 0);
  if (shown.length === 0) return <span className="text-ink-soft">None</span>;
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
