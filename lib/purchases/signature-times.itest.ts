import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { businesses, inboxEvents, paymentConnections } from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { realNow, setOwnClockAhead, setOwnClockRight } from "@/test/world/own-clock";
import { receiveEvent } from "./receive-event";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const businessId = newId("business");
const unix = (at: Date) => Math.floor(at.getTime() / 1000);

/** How each provider signs an event with this id. */
const providers = {
  dodo: (id: string, at: Date) => {
    const body = JSON.stringify({ type: "shop.opened", data: {} });
    return {
      body,
      headers: {
        "webhook-id": id,
        "webhook-timestamp": String(unix(at)),
        "webhook-signature": new Webhook(secret).sign(id, at, body),
      },
    };
  },
  stripe: (id: string, at: Date) => {
    const payload = JSON.stringify({ id, object: "event", type: "account.updated", data: {} });
    const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: unix(at) });
    return { body: payload, headers: { "stripe-signature": header } };
  },
  paddle: (id: string, at: Date) => {
    const body = JSON.stringify({ event_id: id, event_type: "address.created", data: {} });
    const hash = createHmac("sha256", secret)
      .update(`${unix(at)}:${body}`)
      .digest("hex");
    return { body, headers: { "paddle-signature": `ts=${unix(at)};h1=${hash}` } };
  },
};

beforeAll(async () => {
  await db().insert(businesses).values({ id: businessId, slug: "clocks", name: "Demo" });
});
afterEach(setOwnClockRight);

async function connect(provider: keyof typeof providers): Promise<string> {
  const id = newId("connection");
  const webhookSecret = encrypt(secret, `payment_connections.webhook_secret:${id}`);
  const apiKey = encrypt("key", `payment_connections.api_key:${id}`);
  await db()
    .insert(paymentConnections)
    .values({ id, businessId, provider, name: provider, apiKey, webhookSecret });
  return id;
}

const cases = (Object.keys(providers) as (keyof typeof providers)[]).flatMap((provider) =>
  [10, -10, 0].map((minutes) => ({ provider, minutes })),
);

describe.each(cases)("events of $provider, our own clock $minutes minutes ahead", ({ provider, minutes }) => {
  async function send(connection: string, sentMinutesAgo: number): Promise<string> {
    const id = newId("inboxEvent");
    const at = new Date(realNow().getTime() - sentMinutesAgo * 60_000);
    const { body, headers } = providers[provider](id, at);
    setOwnClockAhead({ minutes });
    await receiveEvent(connection, new Headers(headers), Buffer.from(body));
    return id;
  }

  test("are taken while they are fresh, and refused once they are old", async () => {
    const connection = await connect(provider);
    const fresh = [await send(connection, 0), await send(connection, 4.5)];
    const tooOld = expect.objectContaining({
      code: "bad_request",
      message: "The timestamp is too old or too new",
    });
    for (const age of [5.5, 10, 20]) await expect(send(connection, age)).rejects.toEqual(tooOld);
    const stored = await db().select().from(inboxEvents).where(eq(inboxEvents.connectionId, connection));
    expect(stored.map(({ externalId }) => externalId).sort()).toEqual(fresh.sort());
  });

  test("are judged right even when an event is the first thing that the process hears", async () => {
    const connection = await connect(provider);
    Reflect.deleteProperty(globalThis, "gatehouseClock");
    await expect(send(connection, 0)).resolves.toBeTruthy();
    Reflect.deleteProperty(globalThis, "gatehouseClock");
    await expect(send(connection, 10)).rejects.toMatchObject({ code: "bad_request" });
  });
});

test("a clock that is set while the process runs changes nothing", async () => {
  const connection = await connect("dodo");
  for (const minutes of [0, 10, -10, 60]) {
    setOwnClockAhead({ minutes });
    const { body, headers } = providers.dodo(newId("inboxEvent"), realNow());
    await receiveEvent(connection, new Headers(headers), Buffer.from(body));
  }
});
