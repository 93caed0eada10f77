import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { db, inTransaction } from "@/db/client";
import { businesses, deliveries, members, users } from "@/db/schema";
import type { Actor } from "@/lib/audit";
import { newId } from "@/lib/ids";
import { dueDeliveries } from "@/lib/webhooks/due-deliveries";
import { createEndpoint } from "@/lib/webhooks/endpoints";
import { listDeliveries } from "@/lib/webhooks/find-deliveries";
import type { Endpoint } from "@/lib/webhooks/find-endpoints";
import { type EventType, publishEvent } from "@/lib/webhooks/publish-event";

export const actor: Actor = { kind: "person", id: "usr_1", label: "mona@demo.test" };

/** For tests of webhooks: a receiver on the loopback address, and a new business before each test. */
export const world = {
  url: "",
  businessId: "",
  received: [] as { headers: IncomingHttpHeaders; body: string }[],
  respond: (response: ServerResponse): unknown => response.end("ok"),
};

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    world.received.push({ headers: request.headers, body });
    world.respond(response);
  });
});

export function openWebhookWorld(): void {
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });
  beforeEach(async () => {
    world.received.length = 0;
    world.respond = (response) => response.end("ok");
    await openBusiness();
    await addMember("owner@demo.test", "owner");
    await addMember("viewer@demo.test", "viewer");
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
}

export async function openBusiness(): Promise<void> {
  const id = newId("business");
  await db().insert(businesses).values({ id, slug: id.toLowerCase(), name: "Demo" });
  world.businessId = id;
}

async function addMember(email: string, role: "owner" | "viewer"): Promise<void> {
  const userId = newId("user");
  const { businessId } = world;
  await db()
    .insert(users)
    .values({ id: userId, email: `${businessId}+${email}` });
  await db()
    .insert(members)
    .values({ id: newId("member"), businessId, userId, role });
}

export function endpoint(input: Partial<Parameters<typeof createEndpoint>[2]> = {}): Promise<Endpoint> {
  return inTransaction((tx) => createEndpoint(tx, world.businessId, { url: world.url, ...input }, actor));
}

export function grantData(status: string): Record<string, unknown> {
  const oauth_url = "https://gate.example.com/connect/discord/SECRETTOKEN";
  return { id: "entg_x", status, oauth_url, metadata: {}, customer_id: "cus_x", expires_at: null };
}

export async function publish(what = "created", grantId = newId("grant"), transition = 0): Promise<string> {
  return inTransaction((tx) =>
    publishEvent(tx, {
      businessId: world.businessId,
      type: `entitlement_grant.${what}` as EventType,
      grantId,
      transition,
      data: grantData(what === "created" ? "pending" : what),
      occurredAt: new Date("2026-11-22T12:00:00Z"),
    }),
  );
}

/** The due deliveries of this test's own business; other tests leave some due. */
export async function due(): Promise<string[]> {
  const own = await listDeliveries(db(), world.businessId, { limit: 1000 });
  const all = await db().execute<{ id: string }>(dueDeliveries(1000));
  return all.map(({ id }) => id).filter((id) => own.some((delivery) => delivery.id === id));
}

export async function onlyDelivery() {
  const [row, ...more] = await db()
    .select()
    .from(deliveries)
    .where(eq(deliveries.businessId, world.businessId));
  if (!row || more.length > 0) throw new Error("expected one delivery");
  return row;
}

/** Makes the next attempt due now. */
export async function makeDue(id: string): Promise<void> {
  await db().update(deliveries).set({ dueAt: sql`now()` }).where(eq(deliveries.id, id));
}

export async function secondsUntilDue(id: string): Promise<number> {
  const [row] = await db().execute(
    sql`select extract(epoch from due_at - clock_timestamp())::float8 as wait from deliveries where id = ${id}`,
  );
  return Number(row?.wait);
}
