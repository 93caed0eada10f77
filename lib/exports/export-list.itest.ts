import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { desc, eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntries, businesses } from "@/db/schema";
import { newId } from "@/lib/ids";
import type { Membership } from "@/lib/membership";
import { actor } from "@/test/world/merchant-world";
import { exportList } from "./export-list";
import { exportedLists } from "./exported-lists";

const member = (id: string) => ({ business: { id, slug: "demo" }, actor, role: "admin" }) as Membership;

async function newBusiness(): Promise<string> {
  const id = newId("business");
  await db().insert(businesses).values({ id, slug: id.toLowerCase(), name: "Demo" });
  return id;
}

/** Customers with long names: 100,000 of them make 40 MB. */
async function addCustomers(businessId: string, count: number): Promise<void> {
  await db().execute(sql`insert into customers (id, business_id, email, name, created_at)
    select ${businessId} || n, ${businessId}, n || '@x.test', '=' || repeat('n', 400), now() - n * interval '1 second'
    from generate_series(1, ${count}::int) n`);
}

let businessId = "";
beforeAll(async () => {
  businessId = await newBusiness();
  await addCustomers(businessId, 100_000);
}, 120_000);

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test("a long list streams in flat memory, and each line arrives once", async () => {
  const { body } = await exportList(member(businessId), "customers", {});
  const reader = body.getReader();
  const heaps: number[] = [];
  let [bytes, lines] = [0, 0];
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.length;
    for (const byte of read.value) if (byte === 10) lines++;
    if (lines % 20_000 === 1) heaps.push(heapUsed());
  }
  expect(lines).toBe(100_001);
  expect(bytes).toBeGreaterThan(40_000_000);
  expect(heaps).toHaveLength(6);
  expect(Math.max(...heaps.slice(1)) - Math.min(...heaps.slice(1))).toBeLessThan(8_000_000);
}, 120_000);

test("nothing more is read once the client has gone away", async () => {
  const { body } = await exportList(member(businessId), "customers", {});
  const reader = body.getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();
  expect(await reader.read()).toEqual({ done: true, value: undefined });
});

test("the filter of the URL applies, texts are safe, and the audit log says who took what", async () => {
  const { name, body } = await exportList(member(businessId), "customers", {
    q: "77777@",
    sort: "name",
    after: "cus_ignored",
  });
  expect(name).toMatch(/^demo-customers-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await new Response(body).text()).split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/,77777@x\.test,'=nnn/);
  const [entry] = await db()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.businessId, businessId))
    .orderBy(desc(auditEntries.createdAt))
    .limit(1);
  expect(entry).toMatchObject({
    actor,
    action: "list.exported",
    details: { list: "customers", q: "77777@", sort: "name" },
  });
});

test("every list can be exported, and shows nothing of another business", async () => {
  const other = await newBusiness();
  for (const list of Object.keys(exportedLists).filter((list) => list !== "payment-events")) {
    const { body } = await exportList(member(other), list, {});
    const lines = (await new Response(body).text()).trim().split("\r\n");
    // The audit log has the exports themselves.
    expect(lines.length, list).toBe(list === "audit" ? lines.length : 1);
  }
  await expect(exportList(member(other), "payment-events", { connection: "pcn_1" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(exportList(member(other), "toString", {})).rejects.toMatchObject({ code: "not_found" });
});

test("a business exports at most 60 lists at once", async () => {
  const other = await newBusiness();
  const tries = Array.from({ length: 61 }, () => exportList(member(other), "team", {}));
  const refused = (await Promise.allSettled(tries)).filter(({ status }) => status === "rejected");
  expect(refused).toMatchObject([{ reason: { code: "too_many_requests" } }]);
});
