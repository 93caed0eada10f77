import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../server";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, quiet: true });
});
afterAll(() => sandbox.close());

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const body = '{"type":"entitlement_grant.created"}';

async function send(signedBody = body): Promise<Response> {
  const now = new Date();
  const headers = {
    "webhook-id": "evt_1",
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign("evt_1", now, signedBody),
  };
  return fetch(`${sandbox.url}/hooks/catch/shop`, { method: "POST", headers, body });
}

async function catcher() {
  const reply = await fetch(`${sandbox.url}/control/hooks/shop`);
  return (await reply.json()) as {
    received: { verified: boolean | null; reason: string | null; json: object }[];
  };
}

async function set(what: string, given: object): Promise<Response> {
  const url = `${sandbox.url}/control/hooks/shop/${what}`;
  return fetch(url, { method: "POST", body: JSON.stringify(given) });
}

test("a catcher records requests and checks their signatures", async () => {
  expect((await send()).status).toBe(200);
  expect((await catcher()).received).toMatchObject([{ verified: null, json: JSON.parse(body) }]);
  await set("secret", { secret });
  await send("something else was signed");
  const { received } = await catcher();
  expect(received.map(({ verified }) => verified)).toEqual([true, false]);
  expect(received[1]?.reason).toBe("No matching signature found");
  expect((await set("secret", { secret: "whsec_" })).status).toBe(400);
});

test("a catcher answers as set, as often as set", async () => {
  await set("answer", { status: 503, headers: { "retry-after": "7" }, body: "busy", times: 1 });
  const busy = await send();
  expect([busy.status, busy.headers.get("retry-after"), await busy.text()]).toEqual([503, "7", "busy"]);
  expect((await send()).status).toBe(200);
  await fetch(`${sandbox.url}/control/hooks/shop`, { method: "DELETE" });
  expect((await catcher()).received).toEqual([]);
});
