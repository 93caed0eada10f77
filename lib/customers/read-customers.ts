import type { Tx } from "@/db/client";
import { countCustomers, summarizeCustomers } from "./customers";

const pageSize = 50;

/** A page of customers and the total number. */
export async function readCustomers(
  tx: Tx,
  businessId: string,
  query: { search: string | undefined; after: string | undefined },
) {
  const found = await summarizeCustomers(tx, businessId, { ...query, limit: pageSize + 1 });
  const rows = found.slice(0, pageSize);
  const next = found.length > pageSize ? (rows.at(-1)?.customer.id ?? null) : null;
  return { rows, next, total: await countCustomers(tx, businessId) };
}
