import type { Metadata } from "next";
import { CustomerScreen } from "@/components/customers/customer-screen";
import { asMember } from "@/lib/auth";
import { readCustomer } from "@/lib/customers/read-customer";

export const metadata: Metadata = { title: "Customer" };

type Props = { params: Promise<{ business: string; customer: string }> };

export default async function CustomerPage({ params }: Props) {
  const { business: slug, customer: id } = await params;
  const customer = await asMember(slug, "viewer", ({ tx, ...member }) => readCustomer(tx, member, id));
  return <CustomerScreen slug={slug} first={customer} />;
}
