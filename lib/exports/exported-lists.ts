import type { Tx } from "@/db/client";
import { listApiKeys } from "@/lib/api-keys";
import { auditSorts, listAudit } from "@/lib/audit";
import { summarizeCustomers } from "@/lib/customers/customers";
import { customerFilter } from "@/lib/customers/read-customers";
import { failureWords } from "@/lib/discord/failures";
import { summarizeEntitlements } from "@/lib/entitlements/find-entitlements";
import { entitlementsFilter } from "@/lib/entitlements/read-entitlements";
import { invalid } from "@/lib/errors";
import { listGrants } from "@/lib/grants/find-grants";
import { grantView } from "@/lib/grants/grant-view";
import { grantsFilter } from "@/lib/grants/read-grants";
import { listInvites, listMembers } from "@/lib/members";
import { entitlementsOfProducts, listProducts } from "@/lib/products/products";
import { productsFilter } from "@/lib/products/read-products";
import { inboxSorts, inboxState, listInboxEvents } from "@/lib/purchases/find-inbox-events";
import { readInboxQuery } from "@/lib/purchases/read-inbox";
import { readDay, readSort } from "@/lib/search-params";
import { listDeliveries } from "@/lib/webhooks/find-deliveries";
import { listEndpoints } from "@/lib/webhooks/find-endpoints";
import { deliveryFilter, readDeliveryQuery } from "@/lib/webhooks/read-screens";
import type { Cell } from "./csv";

/** The query of the list's URL, which the export takes as it is. */
export type ListQuery = Record<string, string | undefined>;

/** The lines of one page, and the id of the last row, which the next page comes after. */
type Page = { lines: Cell[][]; next: string | null };

type ExportedList = {
  head: string[];
  read: (tx: Tx, businessId: string, query: ListQuery, limit: number) => Promise<Page>;
};

function page<Row>(
  rows: Row[],
  limit: number,
  idOf: (row: Row) => string,
  cells: (row: Row) => Cell[],
): Page {
  const last = rows.length < limit ? undefined : rows.at(-1);
  return { lines: rows.map(cells), next: last ? idOf(last) : null };
}

/** A list that stays short enough to be read as a whole. */
function whole<Row>(rows: Row[], cells: (row: Row) => Cell[]): Page {
  return { lines: rows.map(cells), next: null };
}

/** Every list that can be exported. None shows what signs somebody in or gives access: no links, no secrets. */
export const exportedLists = {
  customers: {
    head: ["ID", "Email", "Name", "Discord", "Discord ID", "Delivered", "Pending", "Failed", "Since"],
    read: async (tx, businessId, query, limit) =>
      page(
        await summarizeCustomers(tx, businessId, { ...customerFilter(query), limit }),
        limit,
        ({ customer }) => customer.id,
        ({ customer: { id, email, name, createdAt }, account, delivered, pending, failed }) => [
          ...[id, email, name, account?.username, account?.discordUserId],
          ...[delivered, pending, failed, createdAt],
        ],
      ),
  },
  entitlements: {
    head: [
      ...["ID", "Name", "Server", "Role", "Delivered", "Pending", "Failed", "Revoked", "Products"],
      ...["Problem", "Created"],
    ],
    read: async (tx, businessId, query, limit) =>
      page(
        await summarizeEntitlements(tx, businessId, { ...entitlementsFilter(query), limit }),
        limit,
        ({ entitlement }) => entitlement.id,
        ({ entitlement: { id, name, problem, createdAt }, guild, role, counts, productCount }) => [
          ...[id, name, guild.name, role === "deleted" ? "Deleted in Discord" : role?.name],
          ...[counts.delivered, counts.pending, counts.failed, counts.revoked, productCount],
          ...[wordsOf(problem ?? guild.problem), createdAt],
        ],
      ),
  },
  grants: {
    head: [
      ...["ID", "Status", "Reason", "Who must act", "Since", "Entitlement", "Product", "Email", "Name"],
      ...["Customer ID", "Discord", "Discord ID", "Created", "Delivered", "Ended", "Ends"],
    ],
    read: async (tx, businessId, query, limit) =>
      page(
        await listGrants(tx, businessId, { ...grantsFilter(query), limit }),
        limit,
        ({ grant }) => grant.id,
        (row) => {
          const { label, reason, waiting } = grantView(row);
          const { grant, customer, account } = row;
          return [
            ...[grant.id, label, reason, waiting?.who, waiting?.since],
            ...[row.entitlement.name, row.product?.name, customer.email, customer.name, customer.id],
            ...[account?.username, account?.discordUserId],
            ...[grant.createdAt, grant.deliveredAt, grant.revokedAt, grant.expiresAt],
          ];
        },
      ),
  },
  products: {
    head: ["ID", "Name", "Provider's ID", "Gives", "Archived", "Added"],
    read: async (tx, businessId, query, limit) => {
      const products = await listProducts(tx, businessId, { ...productsFilter(query), limit });
      const given = await entitlementsOfProducts(
        tx,
        products.map(({ id }) => id),
      );
      return page(
        products,
        limit,
        ({ id }) => id,
        ({ id, name, externalId, archivedAt, createdAt }) => {
          const gives = given.filter(({ productId }) => productId === id);
          const names = gives.map(({ entitlement }) => entitlement.name).join(", ");
          return [id, name, externalId, names, archivedAt, createdAt];
        },
      );
    },
  },
  "payment-events": {
    head: ["ID", "Type", "Provider's ID", "Status", "Outcome", "Times received", "Received"],
    read: async (tx, businessId, query, limit) => {
      const { q, sort, ...filter } = readInboxQuery(query);
      if (!query.connection) throw invalid("Say which connection's events to export");
      const events = await listInboxEvents(tx, businessId, query.connection, {
        ...filter,
        search: q,
        sort: readSort(sort, inboxSorts),
        limit,
      });
      return page(
        events,
        limit,
        ({ id }) => id,
        (event) => [
          ...[event.id, event.type, event.externalId, inboxState(event)],
          ...[event.parkedReason ?? event.lastError ?? event.outcome, event.copies, event.receivedAt],
        ],
      );
    },
  },
  endpoints: {
    head: ["ID", "URL", "Description", "Events", "Paused", "Failing since", "Added"],
    read: async (tx, businessId) =>
      whole(await listEndpoints(tx, businessId), (endpoint) => [
        ...[endpoint.id, endpoint.url, endpoint.description, endpoint.filterTypes?.join(" ")],
        ...[endpoint.disabled, endpoint.failingSince, endpoint.createdAt],
      ]),
  },
  deliveries: {
    head: [
      ...["ID", "Event", "Event ID", "Grant ID", "Endpoint", "Status", "Attempts", "Last status code"],
      ...["Last error", "Created", "Delivered"],
    ],
    read: async (tx, businessId, query, limit) =>
      page(
        await listDeliveries(tx, businessId, { ...deliveryFilter(readDeliveryQuery(query)), limit }),
        limit,
        ({ id }) => id,
        (line) => [
          ...[line.id, line.event.type, line.event.id, line.event.grantId, line.endpoint.url, line.status],
          ...[line.attempts, line.lastStatusCode, line.lastError, line.createdAt, line.deliveredAt],
        ],
      ),
  },
  team: {
    head: ["Email", "Name", "Role", "State", "Since"],
    read: async (tx, businessId) => ({
      next: null,
      lines: [
        ...(await listMembers(tx, businessId)).map(({ email, name, role, createdAt }) => [
          ...[email, name, role, "member", createdAt],
        ]),
        ...(await listInvites(tx, businessId)).map(({ email, role, createdAt }) => [
          ...[email, null, role, "invited", createdAt],
        ]),
      ],
    }),
  },
  "api-keys": {
    head: ["ID", "Name", "Ends with", "Rights", "Created", "Last used", "Expires", "Revoked"],
    read: async (tx, businessId) =>
      whole(await listApiKeys(tx, businessId), (key) => [
        ...[key.id, key.name, key.hint, key.readOnly ? "read" : "read and write"],
        ...[key.createdAt, key.lastUsedAt, key.expiresAt, key.revokedAt],
      ]),
  },
  audit: {
    head: ["When", "Who", "Kind", "What", "Subject", "Details"],
    // The screen turns its kinds into the first words of actions.
    read: async (tx, businessId, { q, by, nouns, from, to, sort, after }, limit) =>
      page(
        await listAudit(tx, businessId, {
          search: q,
          by,
          nouns: nouns?.split(" "),
          from: readDay(from),
          to: readDay(to),
          sort: readSort(sort, auditSorts),
          after: after || undefined,
          limit,
        }),
        limit,
        ({ id }) => id,
        ({ createdAt, actor, action, subjectId, details }) => [
          ...[createdAt, actor.label, actor.kind, action, subjectId, JSON.stringify(details)],
        ],
      ),
  },
} as const satisfies Record<string, ExportedList>;

export type ExportedListName = keyof typeof exportedLists;

function wordsOf(problem: string | null): string | null {
  return problem && failureWords(problem);
}
