"use client";
import { GrantsOfCustomer } from "@/components/grants/grant-table";
import { useLive } from "@/components/live/use-live";
import { Avatar } from "@/components/ui/avatar";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CustomerData } from "@/lib/customers/read-customer";
import { AccessList } from "./access-list";
import { AccountLock } from "./account-lock";
import { EmailAddress } from "./email-address";
import { PurchaseList } from "./purchase-list";

/** One customer, refreshed while Discord is being read or changed for them. */
export function CustomerScreen({ slug, first }: { slug: string; first: CustomerData }) {
  const read = useLive(`/api/dashboard/${slug}/customers/${first.customer.id}`, first, {
    until: ({ servers }) => !servers.some(({ syncsSoon }) => syncsSoon),
  });
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
              <p className="text-ink-soft">No grants yet.</p>
            ) : (
              <GrantsOfCustomer slug={slug} rows={read.grants} mayChange={read.mayChange} />
            )}
          </section>
          <Section title="Purchases">
            <PurchaseList slug={slug} purchases={read.purchases} />
          </Section>
        </div>
        <div className="grid content-start gap-6">
          <Section title="Discord account">
            {current ? (
              <Facts>
                <Fact name="Name">
                  {current.name} <span className="text-ink-soft">@{current.username}</span>
                </Fact>
                <Fact name="ID">
                  {" "}
                  <CopyableId value={current.discordUserId} label="Copy Discord ID" />
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
                Previously:{" "}
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
          <Section title="Email address">
            <EmailAddress
              slug={slug}
              id={customer.id}
              email={customer.email}
              providerEmail={customer.providerEmail}
              mayChange={read.mayChange}
            />
          </Section>
          <Section title="Details">
            <Facts>
              <Fact name="Customer since">
                <RelativeTime at={customer.createdAt} />
              </Fact>
              <Fact name="ID">
                {" "}
                <CopyableId value={customer.id} label="Copy customer ID" />
              </Fact>
              {customer.externalId && (
                <Fact name="Provider's ID">
                  <CopyableId value={customer.externalId} label="Copy the provider's ID" />
                </Fact>
              )}
            </Facts>
          </Section>
        </div>
      </div>
    </>
  );
}
