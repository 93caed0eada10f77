import type { Metadata } from "next";
import { Callout } from "@/components/ui/callout";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { DeliveryList } from "@/components/webhooks/delivery-list";
import { EndpointActions } from "@/components/webhooks/endpoint-actions";
import { EndpointState } from "@/components/webhooks/endpoint-state";
import { filterWords } from "@/components/webhooks/event-words";
import { HeadersPanel } from "@/components/webhooks/headers-panel";
import { SecretPanel } from "@/components/webhooks/secret-panel";
import { VerifyExample } from "@/components/webhooks/verify-example";
import { asMember } from "@/lib/auth";
import { mayAct } from "@/lib/rights";
import { readSearchParams, type SearchParams } from "@/lib/search-params";
import {
  type EndpointScreen,
  readDeliveries,
  readDeliveryQuery,
  readEndpoint,
} from "@/lib/webhooks/read-screens";

export const metadata: Metadata = { title: "Webhook endpoint" };

type Props = {
  params: Promise<{ business: string; endpoint: string }>;
  searchParams: SearchParams;
};

export default async function EndpointPage({ params, searchParams }: Props) {
  const { business: slug, endpoint: id } = await params;
  const asked = await readSearchParams(searchParams);
  const query = { ...readDeliveryQuery(asked), endpoint: id };
  const { endpoint, page, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    endpoint: await readEndpoint(tx, business.id, id),
    page: await readDeliveries(tx, business.id, query),
    mayChange: mayAct(role, "admin"),
  }));
  return (
    <>
      <PageHeader
        below
        title={endpoint.url}
        trail={[{ href: `/${slug}/developers/webhooks`, label: "Endpoints" }]}
        action={mayChange && <EndpointActions slug={slug} endpoint={endpoint} />}
      >
        {endpoint.description}
      </PageHeader>
      {asked.new === "1" && page.deliveries.length === 0 && (
        <Callout look="success" title="Endpoint added" className="mb-6">
          Copy its signing secret into your code, then send a test event.
        </Callout>
      )}
      <EndpointState slug={slug} first={endpoint} />
      <div className="grid items-start gap-6 xl:grid-cols-[1fr_20rem]">
        <div className="grid min-w-0 grid-cols-1 gap-3">
          <h2 className="font-semibold text-lg">Deliveries</h2>
          <DeliveryList slug={slug} query={query} first={page} mayExport={mayChange} />
        </div>
        <Setup slug={slug} endpoint={endpoint} mayChange={mayChange} />
      </div>
    </>
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
    <div className="grid min-w-0 grid-cols-1 gap-6">
      {mayChange && (
        <Section title="Signing secret">
          <SecretPanel slug={slug} endpointId={endpoint.id} previousUntil={endpoint.previousSecretUntil} />
        </Section>
      )}
      <Section title="Settings">
        <Facts className="grid-cols-[auto_minmax(0,1fr)]">
          <Fact name="Events">{filterWords(endpoint.filterTypes)}</Fact>
          <Fact name="Rate limit">
            {endpoint.rateLimit === null ? "No limit" : `${endpoint.rateLimit} per second`}
          </Fact>
          <Fact name="Status format">{endpoint.statusCase === "own" ? "delivered" : "Delivered"}</Fact>
          <Fact name="Added">
            <RelativeTime at={endpoint.createdAt} />
          </Fact>
        </Facts>
        <div className="mt-3 border-t pt-2">
          <CopyableId value={endpoint.id} label="Copy endpoint ID" />
        </div>
      </Section>
      <Section title="Headers" description="Sent with every request.">
        <HeadersPanel slug={slug} endpoint={endpoint} mayChange={mayChange} />
      </Section>
      <VerifyExample />
    </div>
  );
}
