import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { newId } from "@/lib/ids";
import { catalog } from "@/lib/jobs/catalog";
import { startRunner } from "@/lib/jobs/runner";
import { endpoint, grantData, openWebhookWorld, world } from "@/test/world/webhook-world";
import { publishEvent } from "./publish-event";

openWebhookWorld();

const sickKinds = ["hang", "drip", "gigabyte", "reset", "status-500", "redirect", "gone", "slow-but-fine"];
let runner: ReturnType<typeof startRunner>;

/** One server plays all receivers; the path decides how it behaves. */
const receivers = createServer((request, response) => {
  const kind = request.url?.split("/")[1] ?? "";
  request.resume();
  if (kind === "well") return response.end("ok");
  if (kind === "drip") {
    response.writeHead(200);
    const drip = setInterval(() => response.write("."), 100);
    return response.on("close", () => clearInterval(drip));
  }
  if (kind === "gigabyte") {
    response.writeHead(200);
    const part = Buffer.alloc(64 * 1024);
    const more = (): unknown =>
      response.destroyed || (response.write(part) ? setImmediate(more) : response.once("drain", more));
    return more();
  }
  if (kind === "reset") return request.socket.resetAndDestroy();
  if (kind === "status-500") return response.writeHead(500).end();
  if (kind === "redirect") return response.writeHead(302, { location: "http://169.254.169.254/" }).end();
  if (kind === "gone") return response.writeHead(410).end();
  if (kind === "slow-but-fine") return setTimeout(() => response.end(), 10_000);
});

beforeAll(async () => {
  await new Promise<void>((done) => receivers.listen(0, "127.0.0.1", done));
  const job = catalog["deliver webhooks"];
  if (!job) throw new Error("the catalog has no deliveries");
  runner = startRunner({ "deliver webhooks": job });
});
afterAll(async () => {
  receivers.closeAllConnections();
  receivers.close();
  await runner.stop();
});

async function notYetDelivered(): Promise<number> {
  const [row] = await db().execute(sql`
    select count(*)::int as count from deliveries join webhook_endpoints endpoint on endpoint.id = endpoint_id
    where endpoint.url like '%/well/%' and status <> 'delivered'`);
  return Number(row?.count);
}

test("24 broken endpoints delay only themselves", async () => {
  const base = `http://127.0.0.1:${(receivers.address() as AddressInfo).port}`;
  for (let n = 0; n < 24; n++) await endpoint({ url: `${base}/${sickKinds[n % sickKinds.length]}/${n}` });
  for (let n = 0; n < 5; n++) await endpoint({ url: `${base}/well/${n}` });
  for (let n = 0; n < 8; n++) {
    const event = { businessId: world.businessId, type: "entitlement_grant.created" as const, transition: 0 };
    const rest = { grantId: newId("grant"), data: grantData("pending"), occurredAt: new Date() };
    await inTransaction((tx) => publishEvent(tx, { ...event, ...rest }));
    await new Promise((go) => setTimeout(go, 1000));
  }
  await expect.poll(notYetDelivered, { timeout: 20_000 }).toBe(0);
  const [waits] = await db().execute<{ p50: number; p95: number }>(sql`
    select percentile_cont(0.5) within group (order by wait) as p50, percentile_cont(0.95) within group (order by wait) as p95
    from (select extract(epoch from delivered_at - deliveries.created_at)::float8 as wait
      from deliveries join webhook_endpoints endpoint on endpoint.id = endpoint_id where endpoint.url like '%/well/%') well`);
  // Behind broken endpoints half of them would wait 10 seconds or more. On an idle machine it is 0.3 and 0.7.
  expect(waits?.p50).toBeLessThan(4);
  expect(waits?.p95).toBeLessThan(10);
});
