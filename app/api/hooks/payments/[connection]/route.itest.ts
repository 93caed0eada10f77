import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { db, inTransaction } from "@/db/client";
import { inboxEvents, paymentConnections } from "@/db/schema";
import { testDatabaseUrl } from "@/e2e/harness/database";
import { decrypt, encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { disconnectProvider } from "@/lib/payments/connections/disconnect-provider";
import { rotateSecret } from "@/lib/payments/connections/rotate-secret";
import { actor, openWorld, type World } from "@/test/world/merchant-world";
import { POST } from "./route";

let world: World;
let secret = "";
beforeAll(async () => {
  world = await openWorld();
  secret = decrypt(
    world.connection.webhookSecret,
    `payment_connections.webhook_secret:${world.connection.id}`,
  );
});

const text = (type = "shop.opened", more = {}) =>
  JSON.stringify({ type, timestamp: new Date().toISOString(), data: {}, ...more });
const now = () => Math.floor(Date.now() / 1000);
const fresh = () => newId("inboxEvent");
const another = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

type Wish = { id?: string; at?: string; body?: string | Buffer; signedWith?: string; to?: string };
type Given = Record<string, string | string[] | null>;

/** Signs as the specification says, without the library, so that the library is not tested with itself. */
function sign(id: string, at: string, body: string | Buffer, key = secret): string {
  const signed = Buffer.concat([Buffer.from(`${id}.${at}.`), Buffer.from(body)]);
  const bytes = Buffer.from(key.replace("whsec_", ""), "base64");
  return `v1,${createHmac("sha256", bytes).update(signed).digest("base64")}`;
}

/** A correctly signed request with changes; a header of `null` is left out, and a list is sent several times. */
async function send(wish: Wish = {}, given: Given = {}): Promise<Response> {
  const { id = fresh(), at = String(now()), body = text(), signedWith = secret } = wish;
  const all: Given = {
    "webhook-id": id,
    "webhook-timestamp": at,
    "webhook-signature": sign(id, at, body, signedWith),
    ...given,
  };
  return post(wish.to ?? world.connection.id, body, all);
}

function post(connection: string, body: string | Buffer, given: Given): Promise<Response> {
  const headers = new Headers();
  for (const [name, values] of Object.entries(given))
    for (const value of [values ?? []].flat()) headers.append(name, value);
  const url = `http://localhost/api/hooks/payments/${connection}`;
  const request = new Request(url, { method: "POST", headers, body: new Uint8Array(Buffer.from(body)) });
  return POST(request, { params: Promise.resolve({ connection }) });
}

const kept = (externalId: string) =>
  db().select().from(inboxEvents).where(eq(inboxEvents.externalId, externalId));
const count = () => db().$count(inboxEvents);

/** The refusal has the status and a message, and nothing was stored. */
async function refused(status: number, sent: () => Promise<Response>): Promise<void> {
  const before = await count();
  const answer = await sent();
  expect({ status: answer.status, body: await answer.json() }).toEqual({
    status,
    body: { code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) },
  });
  expect(await count()).toBe(before);
}

describe("a correctly signed event is stored once", () => {
  test("it is answered with 200 and stored unchanged", async () => {
    const [id, body] = [fresh(), text()];
    expect((await send({ id, body })).status).toBe(200);
    expect(await kept(id)).toMatchObject([{ type: "shop.opened", body, copies: 1, processedAt: null }]);
  });

  test("copies are counted, one after another and at the same time", async () => {
    const [id, body] = [fresh(), text()];
    await send({ id, body });
    expect((await send({ id, body })).status).toBe(200);
    expect(await kept(id)).toMatchObject([{ copies: 2 }]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send({ id, body })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await kept(id)).toMatchObject([{ copies: 10 }]);
  });

  test("the same id with another body is stored too, because a provider may send the newest state", async () => {
    const id = fresh();
    for (const step of [1, 2]) expect((await send({ id, body: text("a", { step }) })).status).toBe(200);
    expect((await kept(id)).map(({ copies }) => copies)).toEqual([1, 1]);
  });

  test("one valid signature among several, with unknown versions, is enough", async () => {
    const [id, at, body] = [fresh(), String(now()), text()];
    const list = `v1a,b2xk ${sign(id, at, body, another)} ${sign(id, at, body)}`;
    expect((await send({ id, at, body }, { "webhook-signature": list })).status).toBe(200);
  });

  test.each([1024 ** 2, 2 * 1024 ** 2])("a body of %i bytes is stored whole", async (size) => {
    const empty = text("big", { more: "" });
    const [id, body] = [fresh(), text("big", { more: "x".repeat(size - empty.length) })];
    expect((await send({ id, body })).status).toBe(200);
    expect((await kept(id)).map((row) => row.body === body)).toEqual([true]);
  });

  test.each([-295, 295])("a clock that is %i s off is accepted", async (off) => {
    expect((await send({ at: String(now() + off) })).status).toBe(200);
  });
});

describe("a secret", () => {
  test("that is wrong, or another connection's, is refused with 401", async () => {
    const other = await openWorld();
    await refused(401, () => send({ signedWith: another }));
    await refused(401, () => send({ to: other.connection.id }));
  });

  test("that was rotated stays valid for 24 hours, beside the new one", async () => {
    const { businessId, connection } = await openWorld();
    const to = connection.id;
    const first = decrypt(connection.webhookSecret, `payment_connections.webhook_secret:${to}`);
    await inTransaction((tx) => rotateSecret(tx, businessId, to, another, actor));
    for (const signedWith of [first, another]) expect((await send({ to, signedWith })).status).toBe(200);
    const previousSecretUntil = new Date(Date.now() - 1);
    await db().update(paymentConnections).set({ previousSecretUntil }).where(eq(paymentConnections.id, to));
    await refused(401, () => send({ to, signedWith: first }));
    expect((await send({ to, signedWith: another })).status).toBe(200);
  });

  test.each([
    "",
    "whsec_",
    "whsec_c2hvcnQ=",
    `whsec_${"a".repeat(40)}_`,
    `"${another}"`,
    `${"x".repeat(40)}\u200b`,
  ])("like %j is refused when it is pasted, because no event could match it", async (pasted) => {
    const { businessId, id } = world.connection;
    const rotated = inTransaction((tx) => rotateSecret(tx, businessId, id, pasted, actor));
    await expect(rotated).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("headers", () => {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  test.each(names)("without %s, with it empty or twice: 400", async (name) => {
    const [id, at, body] = [fresh(), String(now()), text()];
    const right = { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": sign(id, at, body) };
    const value = right[name as keyof typeof right];
    for (const wrong of [null, "", [value, value]])
      await refused(400, () => send({ id, at, body }, { [name]: wrong }));
  });

  test.each(["-301", "+301"])("a time of %s s is refused with 400", async (off) => {
    await refused(400, () => send({ at: String(now() + Number(off)) }));
  });

  test.each(["12abc", "1.5", " +1", "1".repeat(20), "-1", "1e9", "0x5f", "١٢٣"])(
    "the time %j is refused with 400",
    async (at) => {
      await refused(400, () => send({ at }, { "webhook-timestamp": overTheWire(at) }));
    },
  );

  // No test with a line break in a header, because Node refuses such a request before it reaches us.
  test.each(["evt 1", "evt\t1", "evt/1", "e".repeat(129), "e".repeat(300), "evt_日本", "evt_\u00a01"])(
    "the id %j is refused with 400",
    async (id) => {
      await refused(400, () => send({ id }, { "webhook-id": overTheWire(id) }));
    },
  );

  const forms: [string, (right: string) => string][] = [
    ["wrong", () => `v1,${Buffer.alloc(32).toString("base64")}`],
    ["without its comma", (right) => right.replace(",", "")],
    ["without its version", (right) => right.replace("v1,", "")],
    ["of version v1a", (right) => right.replace("v1,", "v1a,")],
    ["of version v2", (right) => right.replace("v1,", "v2,")],
    ["of version V1", (right) => right.replace("v1,", "V1,")],
    ["in small letters", (right) => right.toLowerCase()],
    [
      "in the alphabet for addresses",
      (right) => right.replace(/[+/=]/g, (c) => (c === "+" ? "-" : c === "/" ? "_" : "")),
    ],
    ["cut short", (right) => right.slice(0, -4)],
    ["with nothing after the comma", () => "v1,"],
    ["among nine", (right) => Array(9).fill(right).join(" ")],
    ["after 2,000 spaces", (right) => `v1,A${" ".repeat(2000)}${right}`],
    ["in a header of 16 kB", (right) => `${"v1,".padEnd(16_000, "A")} ${right}`],
    ["followed by what is no signature", () => "v1,é v1,\u00ff"],
  ];
  test.each(forms)("a signature %s is refused with 401", async (_, form) => {
    const at = String(now());
    const [id, body] = idWithBothSigns(at);
    await refused(401, () => send({ id, at, body }, { "webhook-signature": form(sign(id, at, body)) }));
  });

  /** A signature without + or / looks the same in both base64 alphabets, except for its end. */
  function idWithBothSigns(at: string): [string, string] {
    for (let n = 0; ; n++) if (/[+/]/.test(sign(`evt_${n}`, at, "{}"))) return [`evt_${n}`, "{}"];
  }

  /** Header values are bytes, which Node reads as Latin-1. */
  function overTheWire(value: string): string {
    return Buffer.from(value).toString("latin1");
  }
});

describe("a body", () => {
  const wrong: [string, string | Buffer][] = [
    ["nothing", ""],
    ["[]", "[]"],
    ["null", "null"],
    ["a number", "7"],
    ["{}", "{}"],
    ["a type that is no text", '{"type":7}'],
    ["a type with a NUL, which no database keeps", '{"type":"a\\u0000b"}'],
    ["JSON with a byte order mark", `\ufeff${text()}`],
    ["JSON cut short", '{"type":"a"'],
    ["no JSON", "hello"],
    ["a NUL", Buffer.from([0])],
    [
      "invalid UTF-8",
      Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    ],
  ];
  test.each(wrong)("of %s, correctly signed, is refused with 400", async (_, body) => {
    await refused(400, () => send({ body }));
  });

  test("serialized again from the same JSON does not match its signature: 401", async () => {
    const [id, at] = [fresh(), String(now())];
    const spaced = JSON.stringify(JSON.parse(text()), null, 1);
    await refused(401, () => send({ id, at, body: spaced }, { "webhook-signature": sign(id, at, text()) }));
  });

  test("over 2 MiB is refused with 413, whatever its content-length", async () => {
    const body = text("big", { more: "x".repeat(2 * 1024 ** 2) });
    await refused(413, () => send({ body }));
    await refused(413, () => send({ body }, { "content-length": "10" }));
    await refused(413, () => send({}, { "content-length": "3000000" }));
  });

  test("that stops halfway is refused with 408 after ten seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const half = new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from(text().slice(0, 9))) });
    const params = Promise.resolve({ connection: world.connection.id });
    const init = { method: "POST", body: half, duplex: "half" };
    const answer = POST(new Request("http://localhost/api/hooks/payments/x", init), { params });
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect((await answer).status).toBe(408);
    expect(await (await answer).json()).toMatchObject({
      code: "REQUEST_TIMEOUT",
      message: expect.stringContaining("ten seconds"),
    });
  });

  test("of an unknown type, or nested 20,000 deep, is accepted", async () => {
    const deep = `{"type":"deep","data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    for (const body of [text("never.heard.of"), deep]) expect((await send({ body })).status).toBe(200);
  });

  test("of another business is refused with 400", async () => {
    const { connection, account } = await openWorld();
    const to = connection.id;
    const signedWith = decrypt(connection.webhookSecret, `payment_connections.webhook_secret:${to}`);
    await db()
      .update(paymentConnections)
      .set({ externalBusinessId: account })
      .where(eq(paymentConnections.id, to));
    await refused(400, () => send({ to, signedWith, body: text("a", { business_id: "bus_other" }) }));
    for (const body of [text("a", { business_id: account }), text("a")])
      expect((await send({ to, signedWith, body })).status).toBe(200);
  });
});

test("an unknown or disconnected connection is not found", async () => {
  await refused(404, () => send({ to: "con_nobody" }));
  await refused(404, () => send({ to: "con_'; drop table inbox_events; --" }));
  const { businessId, connection } = await openWorld();
  const signedWith = decrypt(connection.webhookSecret, `payment_connections.webhook_secret:${connection.id}`);
  await disconnectProvider(businessId, connection.id, actor);
  await refused(404, () => send({ to: connection.id, signedWith }));
});

describe("Stripe's events", () => {
  const key = "whsec_stripe0123456789abcdefghijklmnop";
  const to = newId("connection");
  beforeAll(async () => {
    await db()
      .insert(paymentConnections)
      .values({
        id: to,
        businessId: world.businessId,
        provider: "stripe",
        name: "Stripe",
        apiKey: encrypt("sk_test", `payment_connections.api_key:${to}`),
        webhookSecret: encrypt(key, `payment_connections.webhook_secret:${to}`),
      });
  });

  const event = (more = {}) =>
    JSON.stringify({ id: fresh(), type: "invoice.paid", created: now(), data: { object: {} }, ...more });
  const header = (body: string | Buffer, { at = now(), signedWith = key } = {}) => {
    const mac = createHmac("sha256", signedWith).update(
      Buffer.concat([Buffer.from(`${at}.`), Buffer.from(body)]),
    );
    return `t=${at},v1=${mac.digest("hex")}`;
  };
  const hear = (body: string | Buffer, signature: string | null = header(body)) =>
    post(to, body, { "stripe-signature": signature });

  test("a valid one is stored once, under Stripe's id", async () => {
    const id = fresh();
    const body = event({ id });
    for (const copies of [1, 2]) {
      expect((await hear(body)).status).toBe(200);
      expect(await kept(id)).toMatchObject([{ type: "invoice.paid", body, copies, connectionId: to }]);
    }
  });

  const good = event();
  const wrong: [string, number, string | Buffer, string | null][] = [
    ["with no signature", 400, good, null],
    ["with an empty signature", 400, good, ""],
    ["with a signature of nothing we know", 401, good, "v0=abc"],
    ["with a wrong secret", 401, good, header(good, { signedWith: another })],
    ["signed 301 s ago", 400, good, header(good, { at: now() - 301 })],
    ["with another body", 401, good.replace("paid", "void"), header(good)],
    ["that is no JSON", 400, "hello", header("hello")],
    ["that is null", 400, "null", header("null")],
    ["that is a list", 400, "[]", header("[]")],
    ["without an id", 400, '{"type":"invoice.paid"}', header('{"type":"invoice.paid"}')],
  ];
  test.each(wrong)("one %s is refused with %i", async (_, status, body, signature) => {
    await refused(status, () => hear(body, signature));
  });
});

// The last test, because it takes the database down for all others.
test("while the database is down the sender is told to retry, and no event is lost", async () => {
  const name = new URL(testDatabaseUrl()).pathname.slice(1);
  const away = new URL(testDatabaseUrl());
  away.pathname = "/postgres";
  const server = postgres(away.href, { max: 1, onnotice: () => {} });
  const wish = { id: fresh(), body: text() };
  await server.unsafe(`alter database ${name} allow_connections false`);
  await server`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  const answer = await send(wish);
  await server.unsafe(`alter database ${name} allow_connections true`);
  await server.end();
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("5");
  expect(await answer.json()).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  // Each broken connection is noticed on its own, and costs the sender one more attempt at most.
  await expect.poll(async () => (await send(wish)).status).toBe(200);
  expect(await kept(wish.id)).toMatchObject([{ copies: 1 }]);
});
