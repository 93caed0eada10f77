import { z } from "zod";
import type { Tx } from "@/db/client";
import { type DeliveryStatus, deliveryStatuses } from "@/db/schema";
import { type MemberRole, maySeeClaimLinks } from "@/lib/rights";
import { readSort, type Sort } from "@/lib/search-params";
import {
  type DeliveryFilter,
  deliverySorts,
  findDelivery,
  listDeliveries,
  recentCounts,
} from "./find-deliveries";
import { findEndpoint, listEndpoints } from "./find-endpoints";
import { latestReplay } from "./replay-failed";
import {
  type ShownDelivery,
  type ShownDeliveryDetail,
  type ShownEndpoint,
  type ShownReplay,
  showDelivery,
  showDeliveryDetail,
  showEndpoint,
  showReplay,
  withoutLinks,
} from "./show-webhooks";

type Counts = Record<DeliveryStatus, number>;
const none: Counts = { pending: 0, delivered: 0, failed: 0 };

export type EndpointRow = ShownEndpoint & { lastWeek: Counts };

export const endpointSorts = [
  { by: "created", direction: "desc" },
  { by: "url", direction: "asc" },
] as const satisfies Sort[];
export type EndpointSort = Sort<(typeof endpointSorts)[number]["by"]>;

/** For the page of all endpoints and the handler that refreshes it. */
export async function readEndpoints(tx: Tx, businessId: string): Promise<EndpointRow[]> {
  const counts = await recentCounts(tx, businessId);
  const endpoints = await listEndpoints(tx, businessId);
  return endpoints.map((endpoint) => ({ ...showEndpoint(endpoint), lastWeek: counts[endpoint.id] ?? none }));
}

export type EndpointScreen = EndpointRow & { replay: ShownReplay | null };

export async function readEndpoint(tx: Tx, businessId: string, endpointId: string): Promise<EndpointScreen> {
  const endpoint = await findEndpoint(tx, businessId, endpointId);
  const counts = await recentCounts(tx, businessId);
  const replay = await latestReplay(tx, businessId, endpointId);
  return {
    ...showEndpoint(endpoint),
    lastWeek: counts[endpointId] ?? none,
    replay: replay && showReplay(replay),
  };
}

/** The filters of a delivery list in the URL. Anything else is ignored. */
const filterInAddress = z.object({
  endpoint: z.string().max(64).optional().catch(undefined),
  status: z.enum(deliveryStatuses).optional().catch(undefined),
  type: z.string().max(64).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  sort: z.string().max(64).optional().catch(undefined),
  after: z.string().max(64).optional().catch(undefined),
});
export type DeliveryQuery = z.output<typeof filterInAddress>;

export function readDeliveryQuery(params: Record<string, string | string[] | undefined>): DeliveryQuery {
  return filterInAddress.parse(params);
}

export function deliveryFilter({ endpoint, q, sort, ...rest }: DeliveryQuery) {
  const filter = { ...rest, endpointId: endpoint, search: q, sort: readSort(sort, deliverySorts) };
  return filter satisfies DeliveryFilter;
}

export type DeliveryPage = { deliveries: ShownDelivery[]; next: string | null; sort: Sort };

const pageSize = 25;

export async function readDeliveries(
  tx: Tx,
  businessId: string,
  query: DeliveryQuery,
): Promise<DeliveryPage> {
  const filter = deliveryFilter(query);
  const found = await listDeliveries(tx, businessId, { ...filter, limit: pageSize + 1 });
  const deliveries = found.slice(0, pageSize).map(showDelivery);
  const next = found.length > pageSize ? (deliveries.at(-1)?.id ?? null) : null;
  return { deliveries, next, sort: filter.sort };
}

/** Its body, and an answer that echoes the body, can hold a claim link. */
export async function readDelivery(
  tx: Tx,
  { business, role }: { business: { id: string }; role: MemberRole },
  deliveryId: string,
): Promise<ShownDeliveryDetail> {
  const detail = showDeliveryDetail(await findDelivery(tx, business.id, deliveryId));
  return maySeeClaimLinks(role) ? detail : withoutLinks(detail);
}
