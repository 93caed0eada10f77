import type { Metadata } from "next";
import { AccessList } from "@/components/customers/access-list";
import { AccountLock } from "@/components/customers/account-lock";
import { PurchaseList } from "@/components/customers/purchase-list";
import { GrantTable } from "@/components/grants/grant-table";
import { RefreshWhile } from "@/components/live/refresh-while";
import { Avatar } from "@/components/ui/avatar";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { asMember } from "@/lib/auth";
import { readCustomer } from "@/lib/customers/read-customer";

export const metadata: Metadata = { title: "Customer" };

type Props = { params: Promise<{ business: string; customer: string }> };

export default async function CustomerPage({ params }: Props) {
  const { business: slug, customer: id } = await params;
  const read = await asMember(slug, "viewer", ({ tx, ...member }) => readCustomer(tx, member, id));
  const { customer, accounts } = read;
  const [current] = accounts.filter(({ current }) => current);
  return (
    <>
      <PageHeader
        trail={[{ href: `/${slug}/customers`, label: "Customers" }]}
        icon={<Avatar name={customer.name} image={current?.image ?? null} className="size-11 text-sm" />}
        title={customer.name}
      >
        {customer.email}
      </PageHeader>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="grid min-w-0 content-start gap-6">
          <Section title="Why this person has these roles">
            <AccessList slug={slug} servers={read.servers} />
          </Section>
          <section className="grid min-w-0 gap-3">
            <h2 className="font-semibold text-lg">Grants</h2>
            {read.grants.length === 0 ? (
              <p className="text-ink-soft">Nothing was given to them yet.</p>
            ) : (
              <GrantTable slug={slug} rows={read.grants} ticked={new Set()} showEntitlement />
            )}
          </section>
          <Section title="Purchases">
            <PurchaseList purchases={read.purchases} />
          </Section>
        </div>
        <div className="grid content-start gap-6">
          <Section title="Discord account">
            {current ? (
              <Facts>
                <Fact name="Name">
                  {current.name} <span className="text-ink-soft">@{current.username}</span>
                </Fact>
                <Fact name="Id">
                  <CopyableId value={current.discordUserId} label="Copy Discord id" />
                </Fact>
                <Fact name="Connected">
                  <RelativeTime at={current.linkedAt} />
                </Fact>
              </Facts>
            ) : (
              <p className="text-ink-soft">Not connected yet.</p>
            )}
            {accounts.some(({ current }) => !current) && (
              <p className="mt-3 text-ink-soft text-sm">
                Before:{" "}
                {accounts
                  .filter(({ current }) => !current)
                  .map(({ username }) => `@${username}`)
                  .join(", ")}
              </p>
            )}
            <AccountLock
              slug={slug}
              id={customer.id}
              locked={customer.accountLocked}
              mayChange={read.mayChange}
            />
          </Section>
          <Section title="Details">
            <Facts>
              <Fact name="Customer since">
                <RelativeTime at={customer.createdAt} />
              </Fact>
              <Fact name="Id">
                <CopyableId value={customer.id} label="Copy customer id" />
              </Fact>
              {customer.externalId && (
                <Fact name="Provider's id">
                  <CopyableId value={customer.externalId} label="Copy the provider's id" />
                </Fact>
              )}
            </Facts>
          </Section>
        </div>
      </div>
      <RefreshWhile moving={read.servers.some(({ syncsSoon }) => syncsSoon)} />
    </>
  );
}
