import { db, inTransaction } from "@/db/client";
import { writeAudit } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { tooMany } from "@/lib/doors";
import { notFound } from "@/lib/errors";
import type { Membership } from "@/lib/membership";
import { countWithin } from "@/lib/rate-counter";
import { csvLine } from "./csv";
import { type ExportedListName, exportedLists, type ListQuery } from "./exported-lists";
import { streamPages } from "./stream-pages";

const perHour = 60;
const rowsPerPage = 1000;
/** Without it, Excel reads UTF-8 as its own old encoding. */
const byteOrderMark = "\uFEFF";

/**
 * A list with its filter as CSV, written into the audit log. Throws `not_found` for a list that doesn't exist, and
 * `too_many_requests`.
 */
export async function exportList(
  { business, actor }: Membership,
  list: string,
  { after: _, ...query }: ListQuery,
) {
  if (!isListName(list)) throw notFound("List");
  // What can't be read fails before anything is sent.
  await readPage(business.id, list, query, 1);
  if (!(await countWithin(db(), `export:${business.id}`, perHour, 3600))) throw tooMany(3600 / perHour);
  await inTransaction((tx) =>
    writeAudit(tx, {
      businessId: business.id,
      actor,
      action: "list.exported",
      details: { list, ...query },
    }),
  );
  return {
    name: `${business.slug}-${list}-${databaseNow().toISOString().slice(0, 10)}.csv`,
    type: "text/csv; charset=utf-8",
    body: streamPages(pagesOf(business.id, list, query)),
  };
}

function isListName(name: string): name is ExportedListName {
  return Object.hasOwn(exportedLists, name);
}

/** Each page is a transaction of its own, so a slow reader holds none open. */
function readPage(businessId: string, list: ExportedListName, query: ListQuery, limit: number) {
  return inTransaction((tx) => exportedLists[list].read(tx, businessId, query, limit));
}

async function* pagesOf(
  businessId: string,
  list: ExportedListName,
  query: ListQuery,
): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(exportedLists[list].head);
  let after: string | undefined;
  do {
    const page = await readPage(businessId, list, { ...query, after }, rowsPerPage);
    if (page.lines.length > 0) yield page.lines.map(csvLine).join("");
    after = page.next ?? undefined;
  } while (after);
}
