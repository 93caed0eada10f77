import { Users } from "lucide-react";
import type { Metadata } from "next";
import { CustomerList } from "@/components/customers/customer-list";
import { GiveAccess } from "@/components/entitlements/give-access";
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
  const page = await asMember(slug, "viewer", ({ tx, ...member }) => readCustomers(tx, member, query));
  const { total, choices } = page;
  const give = page.mayChange && choices.entitlements.length > 0 && (
    <GiveAccess slug={slug} entitlements={choices.entitlements} />
  );
  return (
    <>
      <PageHeader title="Customers" action={total > 0 && give}>
        {total > 0 &&
          `${total.toLocaleString("en")} ${total === 1 ? "person who" : "people who"} bought something or got access from you.`}
      </PageHeader>
      {total === 0 ? (
        <EmptyState icon={<Users />} title="No customers yet" action={give}>
          Customers show up here with their first purchase, or when you give someone access yourself.
        </EmptyState>
      ) : (
        <CustomerList key={JSON.stringify(query)} slug={slug} page={page} />
      )}
    </>
  );
}
