import type { Tx } from "@/db/client";
import { discordAvatar } from "@/lib/discord/images";
import { readSort } from "@/lib/search-params";
import { countCustomers, customerSorts, summarizeCustomers } from "./customers";

const pageSize = 50;

/** A page of customers that match the query in the URL, and the number of all. */
export async function readCustomers(
  tx: Tx,
  businessId: string,
  query: { q?: string | undefined; sort?: string | undefined; after?: string | undefined },
) {
  const sort = readSort(query.sort, customerSorts);
  const found = await summarizeCustomers(tx, businessId, {
    search: query.q || undefined,
    sort,
    after: query.after,
    limit: pageSize + 1,
  });
  const rows = found.slice(0, pageSize).map(({ customer, account, delivered, pending, failed }) => ({
    id: customer.id,
    name: customer.name || customer.email,
    email: customer.email,
    createdAt: customer.createdAt.toISOString(),
    account: account && {
      username: account.username,
      image: discordAvatar(account.discordUserId, account.avatar),
    },
    counts: { delivered, pending, failed },
  }));
  const next = found.length > pageSize ? (rows.at(-1)?.id ?? null) : null;
  return { rows, next, sort, total: await countCustomers(tx, businessId) };
}

export type CustomersPage = Awaited<ReturnType<typeof readCustomers>>;
export type ListedCustomer = CustomersPage["rows"][number];
