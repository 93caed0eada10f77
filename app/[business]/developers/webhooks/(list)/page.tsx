import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import { ExportLink } from "@/components/lists/export-link";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { EndpointTable } from "@/components/webhooks/endpoint-table";
import { NewEndpoint } from "@/components/webhooks/new-endpoint";
import { asMember } from "@/lib/auth";
import { mayAct } from "@/lib/rights";
import { readSearchParams, readSort, type SearchParams } from "@/lib/search-params";
import { endpointSorts, readEndpoints } from "@/lib/webhooks/read-screens";

export const metadata: Metadata = { title: "Webhook endpoints" };

type Props = { params: Promise<{ business: string }>; searchParams: SearchParams };

export default async function EndpointsPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { new: wantsNew, sort } = await readSearchParams(searchParams);
  const { endpoints, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    endpoints: await readEndpoints(tx, business.id),
    mayChange: mayAct(role, "admin"),
  }));
  const add = mayChange && <NewEndpoint slug={slug} openAtFirst={wantsNew === "1"} />;
  return (
    <>
      {endpoints.length > 0 && (
        <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
          <p className="text-ink-soft">Get notified when your customers' access changes.</p>
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={`/${slug}/developers/webhooks/deliveries`}>All deliveries</ButtonLink>
            {mayChange && <ExportLink slug={slug} list="endpoints" />}
            {add}
          </div>
        </div>
      )}
      {endpoints.length > 0 ? (
        <EndpointTable slug={slug} first={endpoints} sort={readSort(sort, endpointSorts)} />
      ) : (
        <EmptyState icon={<Webhook />} title="Get notified when access changes" action={add}>
          <p>
            Gatehouse posts a signed event to your endpoint when access is created, delivered, fails or ends.
            Add an endpoint, then try it with a test event.
          </p>
        </EmptyState>
      )}
    </>
  );
}
