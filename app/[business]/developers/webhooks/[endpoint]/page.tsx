import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import { Callout } from "@/components/ui/callout";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { DeliveryFilters } from "@/components/webhooks/delivery-filters";
import { DeliveryTable } from "@/components/webhooks/delivery-table";
import { EndpointActions } from "@/components/webhooks/endpoint-actions";
import { EndpointState } from "@/components/webhooks/endpoint-state";
import { filterWords } from "@/components/webhooks/event-words";
import { HeadersPanel } from "@/components/webhooks/headers-panel";
import { SecretPanel } from "@/components/webhooks/secret-panel";
import { VerifyExample } from "@/components/webhooks/verify-example";
import { asMember, mayAct } from "@/lib/auth";
import {
  type DeliveryPage,
  type DeliveryQuery,
  type EndpointScreen,
  readDeliveries,
  readDeliveryQuery,
  readEndpoint,
} from "@/lib/webhooks/read-screens";

export const metadata: Metadata = { title: "Webhook endpoint" };

type Props = {
  params: Promise<{ business: string; endpoint: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function EndpointPage({ params, searchParams }: Props) {
  const { business: slug, endpoint: id } = await params;
  const asked = await searchParams;
  const query = { ...readDeliveryQuery(asked), endpoint: id };
  const { endpoint, page, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    endpoint: await readEndpoint(tx, business.id, id),
    page: await readDeliveries(tx, business.id, query),
    mayChange: mayAct(role, "admin"),
  }));
  return (
    <>
      <PageHeader
        title={<span className="break-all text-xl">{endpoint.url}</span>}
        trail={[
          { href: `/${slug}/developers`, label: "Developers" },
          { href: `/${slug}/developers/webhooks`, label: "Webhook endpoints" },
        ]}
        action={mayChange && <EndpointActions slug={slug} endpoint={endpoint} />}
      >
        {endpoint.description}
      </PageHeader>
      {asked.new === "1" && page.deliveries.length === 0 && (
        <Callout look="success" title="The endpoint is added" className="mb-6">
          Copy its signing secret into your program, then send a test event.
        </Callout>
      )}
      <EndpointState slug={slug} first={endpoint} />
      <div className="grid items-start gap-6 xl:grid-cols-[1fr_20rem]">
        <Deliveries slug={slug} query={query} page={page} />
        <Setup slug={slug} endpoint={endpoint} mayChange={mayChange} />
      </div>
    </>
  );
}

function Deliveries({ slug, query, page }: { slug: string; query: DeliveryQuery; page: DeliveryPage }) {
  const isFiltered = Boolean(query.search || query.status || query.type || query.after);
  if (page.deliveries.length === 0 && !isFiltered)
    return (
      <EmptyState icon={<Webhook />} title="Nothing sent yet">
        <p>Deliveries appear here by themselves: the request, each answer, and when the next attempt is.</p>
      </EmptyState>
    );
  return (
    <section aria-labelledby="deliveries" className="grid min-w-0 gap-3">
      <h2 id="deliveries" className="font-semibold text-lg">
        Deliveries
      </h2>
      <DeliveryFilters />
      {page.deliveries.length > 0 ? (
        <DeliveryTable slug={slug} query={query} first={page} />
      ) : (
        <EmptyState title="No delivery fits">Try another status, event or search.</EmptyState>
      )}
    </section>
  );
}

function Setup({
  slug,
  endpoint,
  mayChange,
}: {
  slug: string;
  endpoint: EndpointScreen;
  mayChange: boolean;
}) {
  return (
    <div className="grid min-w-0 gap-6">
      {mayChange && (
        <Section title="Signing secret">
          <SecretPanel slug={slug} endpointId={endpoint.id} previousUntil={endpoint.previousSecretUntil} />
        </Section>
      )}
      <Section title="Set-up">
        <Facts className="grid-cols-[auto_1fr]">
          <Fact name="Events">{filterWords(endpoint.filterTypes)}</Fact>
          <Fact name="At most">
            {endpoint.rateLimit === null ? "No limit" : `${endpoint.rateLimit} per second`}
          </Fact>
          <Fact name="Status as">{endpoint.spelling === "own" ? "delivered" : "Delivered"}</Fact>
          <Fact name="Added">
            <RelativeTime at={endpoint.createdAt} />
          </Fact>
          <Fact name="Id">
            <CopyableId value={endpoint.id} label="Copy endpoint id" />
          </Fact>
        </Facts>
      </Section>
      <Section title="Headers" description="Sent along with each request.">
        <HeadersPanel slug={slug} endpoint={endpoint} mayChange={mayChange} />
      </Section>
      <VerifyExample />
    </div>
  );
}
