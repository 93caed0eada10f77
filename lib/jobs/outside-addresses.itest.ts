import { createServer, type RequestListener } from "node:http";
import { eq, type SQL, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { paymentConnections, products } from "@/db/schema";
import { encryptKey } from "@/lib/payments/connections/secrets";
import { syncProducts } from "@/lib/payments/connections/sync-products";
import { NotTheProvider } from "@/lib/payments/provider-api";
import { catchUp } from "@/lib/purchases/catch-up";
import { startCheckout } from "@/lib/purchases/start-checkout";
import { connectionNow, openStripeAccount } from "@/test/world/connection-world";
import { listen } from "@/test/world/listen";
import { openWorld, type World } from "@/test/world/merchant-world";
import { catalog } from "./catalog";
import { startRunner } from "./runner";

/** On another loopback address than those that the demo allows, unless `allowed`. */
async function standIn(listener: RequestListener, allowed = true) {
  const heard = { calls: 0 };
  const server = createServer((request, response) => {
    heard.calls++;
    listener(request, response);
  });
  const url = `http://${await listen(server, allowed ? "127.0.0.1" : "127.0.0.2")}`;
  return { heard, url, server };
}

const json =
  (body: (url: URL) => unknown): RequestListener =>
  (request, response) => {
    response.writeHead(200, { "content-type": "application/json", date: new Date().toUTCString() });
    response.end(JSON.stringify(body(new URL(request.url ?? "", "http://stand-in"))));
  };

const wiki: RequestListener = (_request, response) =>
  response.writeHead(404, { "content-type": "text/html" }).end("<h1>Internal wiki</h1>");

type Change = Partial<Record<keyof typeof paymentConnections.$inferInsert, unknown>> | Record<string, SQL>;

function setConnection(world: World, change: Change) {
  return db()
    .update(paymentConnections)
    .set(change as typeof paymentConnections.$inferInsert)
    .where(eq(paymentConnections.id, world.connection.id));
}

/** From now on it is one with Paddle, at this address. */
function asPaddle(world: World, baseUrl: string) {
  const apiKey = encryptKey(world.connection.id, "pdl_sdbx_apikey_x");
  return setConnection(world, { provider: "paddle", baseUrl, apiKey, catchUpDueAt: sql`now()` });
}

test.each([
  ["http://127.0.0.2:4000", /must be https:\/\/api\.stripe\.com/],
  ["http://0x7f000002/", /must be https:\/\/api\.stripe\.com/],
  ["http://169.254.169.254/latest", /must be https:\/\/api\.stripe\.com/],
  ["https://example.com", /must be https:\/\/api\.stripe\.com/],
  ["http://localhost:4000/?x=", /must not contain \? or #/],
  ["http://localhost:4000/#", /must not contain \? or #/],
  ["http://me:secret@localhost:4000", /user name or password/],
  ["localhost:4000", /whole URL/],
])("a connection at %s is refused at its field", async (baseUrl, words) => {
  const shop = await openStripeAccount();
  await expect(shop.connect(shop.secretKey, { baseUrl })).rejects.toMatchObject({
    code: "invalid",
    fields: { baseUrl: expect.stringMatching(words) },
  });
});

test.each(["stripe", "dodo"] as const)(
  "what answers instead of %s is not shown to the merchant",
  async (provider) => {
    const shop = await openStripeAccount();
    const { url } = await standIn((request, response) => {
      if (request.method === "GET") response.writeHead(200).end("<h1>Internal wiki</h1>");
      else wiki(request, response);
    });
    const error: unknown = await shop
      .connect(shop.secretKey, { provider, baseUrl: url })
      .catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: "invalid",
      fields: { baseUrl: expect.stringContaining("is not the API of") },
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("wiki");
  },
);

test("a stored address that isn't allowed is called by nobody: worker, catch-up or buyer", async () => {
  const world = await openWorld();
  const { heard, url } = await standIn(wiki, false);
  await setConnection(world, { baseUrl: url });
  await syncProducts(world.connection.id);
  await catchUp(world.connection.id);
  const [product] = await db().select().from(products).where(eq(products.connectionId, world.connection.id));
  await expect(startCheckout(product?.id ?? "", null, "a browser")).rejects.toMatchObject({
    code: "invalid",
  });
  const words = expect.stringContaining(
    "The API URL of this connection can't be used: it must be https://live",
  );
  expect(await connectionNow(world.connection)).toMatchObject({ lastError: words, catchUpError: words });
  expect(heard.calls).toBe(0);
});

test("what answers a worker is not stored where the merchant sees it", async () => {
  const world = await openWorld();
  const refusal = JSON.stringify({ message: "Internal wiki", code: "Internal wiki" });
  const { url } = await standIn((_request, response) => response.writeHead(404).end(refusal));
  await setConnection(world, { baseUrl: url });
  await syncProducts(world.connection.id);
  await catchUp(world.connection.id);
  const { lastError, catchUpError } = await connectionNow(world.connection);
  expect(lastError).toBe("Dodo Payments refused the call (404). If you entered an API URL, check it");
  expect(catchUpError).toBe(lastError);
  await setConnection(world, { baseUrl: (await standIn(wiki)).url });
  await expect(catchUp(world.connection.id)).rejects.toBeInstanceOf(NotTheProvider);
  expect((await connectionNow(world.connection)).catchUpError).toMatch(
    /^What answers is not the API of Dodo Payments \(404\)\./,
  );
});

const pageBefore = (after: string) => ({
  data: [],
  meta: { pagination: { next: `https://api.paddle.com/events?after=${after}`, has_more: true } },
});

test.each([
  ["at once", () => "evt_1", 2],
  ["after a circle of five", (cursor: string | null) => `evt_${(Number(cursor?.slice(4) ?? 0) + 1) % 5}`, 20],
])("catching up stops at a list that repeats itself, %s, and names it", async (_, next, most) => {
  const world = await openWorld();
  const { heard, url } = await standIn(json((asked) => pageBefore(next(asked.searchParams.get("after")))));
  await asPaddle(world, url);
  for (let step = 0; step < most && !(await connectionNow(world.connection)).catchUpError; step++)
    await catchUp(world.connection.id);
  const { catchUpError, catchUpList, catchUpDueAt } = await connectionNow(world.connection);
  expect(catchUpError).toMatch(/^The list of events at Paddle repeats itself \(after evt_\d\)\./);
  expect(catchUpList).toBeNull();
  expect(catchUpDueAt?.getTime()).toBeGreaterThan(Date.now() + 10 * 60_000);
  expect(heard.calls).toBeLessThanOrEqual(most);
});

test("catching up stops at a list that never ends, and names it", async () => {
  const world = await openWorld();
  let page = 0;
  await asPaddle(world, (await standIn(json(() => pageBefore(`evt_${page++}`)))).url);
  await catchUp(world.connection.id);
  await setConnection(world, { catchUpPage: 9_999 });
  await catchUp(world.connection.id);
  expect((await connectionNow(world.connection)).catchUpError).toMatch(
    /^The list of events at Paddle does not end \(10000 pages were read\)\./,
  );
});

test("connections that answer without end don't hold up the others", async () => {
  const slow = await Promise.all([openWorld(), openWorld(), openWorld()]);
  const healthy = await openWorld();
  const { heard, url, server } = await standIn((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const drip = setInterval(() => response.write(" "), 50);
    response.on("close", () => clearInterval(drip));
  });
  for (const world of slow) await asPaddle(world, url);
  const before = (await connectionNow(healthy.connection)).caughtUpAt;
  await setConnection(healthy, { catchUpDueAt: sql`now()` });
  const name = "catch up with providers";
  const runner = startRunner({ [name]: catalog[name] as (typeof catalog)[string] });
  await expect
    .poll(async () => (await connectionNow(healthy.connection)).caughtUpAt, { timeout: 10_000 })
    .not.toEqual(before);
  expect(heard.calls).toBe(slow.length);
  expect(runner.running()).toBe(slow.length);
  server.closeAllConnections();
  await runner.stop();
  const words = expect.stringMatching(/^Paddle did not answer/);
  for (const world of slow)
    expect(await connectionNow(world.connection)).toMatchObject({ catchUpError: words });
});
