import type { Tx } from "@/db/client";
import { discordAvatar } from "@/lib/discord/images";
import { openGrantsOf } from "@/lib/grants/find-grants";
import { type GrantView, grantView } from "@/lib/grants/grant-view";
import type { Membership } from "@/lib/membership";
import { mayAct } from "@/lib/rights";
import { readSort } from "@/lib/search-params";
import {
  type CustomerFilter,
  countCustomers,
  customerSorts,
  readStanding,
  summarizeCustomers,
} from "./customers";
import { readFilterChoices } from "./filter-choices";

const pageSize = 50;

export type CustomerQuery = Partial<
  Record<"q" | "access" | "product" | "server" | "sort" | "after", string | undefined>
>;

/** A page of customers that match the query in the URL, and the number of all. */
export async function readCustomers(tx: Tx, { business, role }: Membership, query: CustomerQuery) {
  const filter = customerFilter(query);
  const found = await summarizeCustomers(tx, business.id, { ...filter, limit: pageSize + 1 });
  const page = found.slice(0, pageSize);
  const waiting = await mostUrgent(
    tx,
    business.id,
    page.map(({ customer }) => customer.id),
  );
  const rows = page.map(({ customer, account, delivered, pending, failed }) => ({
    id: customer.id,
    name: customer.name || customer.email,
    email: customer.email,
    createdAt: customer.createdAt.toISOString(),
    account: account && {
      username: account.username,
      image: discordAvatar(account.discordUserId, account.avatar),
    },
    counts: { delivered, pending, failed },
    waiting: waiting.get(customer.id) ?? null,
  }));
  return {
    rows,
    next: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
    sort: filter.sort,
    total: await countCustomers(tx, business.id),
    choices: await readFilterChoices(tx, business.id),
    mayChange: mayAct(role, "admin"),
  };
}

export type CustomersPage = Awaited<ReturnType<typeof readCustomers>>;
export type ListedCustomer = CustomersPage["rows"][number];

/** The filter that the URL of the list asks for. */
export function customerFilter({ q, access, product, server, sort, after }: CustomerQuery) {
  return {
    search: q || undefined,
    standing: readStanding(access),
    productId: product || undefined,
    guildId: server || undefined,
    sort: readSort(sort, customerSorts),
    after: after || undefined,
  } satisfies Partial<CustomerFilter> & { search: string | undefined };
}

/** For each customer, the grant that somebody should look at first: one with a problem, else one that waits. */
async function mostUrgent(
  tx: Tx,
  businessId: string,
  customerIds: string[],
): Promise<Map<string, GrantView>> {
  const open = (await openGrantsOf(tx, businessId, customerIds)).map(grantView);
  const first = new Map<string, GrantView>();
  for (const grant of [...open].sort((a, b) => Number(b.tone === "failed") - Number(a.tone === "failed")))
    if (!first.has(grant.customer.id)) first.set(grant.customer.id, grant);
  return first;
}
