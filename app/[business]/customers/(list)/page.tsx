import { Users } from "lucide-react";
import type { Metadata } from "next";
import { CustomerList } from "@/components/customers/customer-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { asMember } from "@/lib/auth";
import { readCustomers } from "@/lib/customers/read-customers";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Customers" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

export default async function CustomersPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const query = await readSearchParams(searchParams);
  const page = await asMember(slug, "viewer", ({ tx, business }) => readCustomers(tx, business.id, query));
  const { total } = page;
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
        <CustomerList slug={slug} page={page} />
      )}
    </>
  );
}
