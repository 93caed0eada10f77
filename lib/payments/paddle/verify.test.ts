import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { verifyPaddle } from "./verify";

const secret = "pdl_ntfset_01gkdt5hfz7hqj0v9xg5b4kq7d_0jV5gXvT1c9mQwE";
const body = JSON.stringify({
  event_id: "evt_01hv8x29kz0t586xy6zn1a62ny",
  event_type: "subscription.updated",
  occurred_at: "2026-01-02T03:04:05.678901Z",
  data: {},
});
const now = () => Math.floor(Date.now() / 1000);
const hashOf = (at: number, text = body, key = secret) =>
  createHmac("sha256", key).update(`${at}:${text}`).digest("hex");
const verify = (signature: string | null, text = body, secrets = [secret]) =>
  verifyPaddle(
    Buffer.from(text),
    new Headers(signature === null ? {} : { "paddle-signature": signature }),
    secrets,
    new Date(),
  );

test("a good signature lets the event in under Paddle's id", () => {
  expect(verify(`ts=${now()};h1=${hashOf(now())}`)).toMatchObject({
    id: "evt_01hv8x29kz0t586xy6zn1a62ny",
    type: "subscription.updated",
    text: body,
  });
});

test("while a secret is changed, either signature and either secret is enough", () => {
  const at = now();
  const other = hashOf(at, body, "pdl_ntfset_other");
  expect(verify(`ts=${at};h1=${other};h1=${hashOf(at)}`).type).toBe("subscription.updated");
  expect(verify(`ts=${at};h1=${hashOf(at)}`, body, ["pdl_ntfset_new", secret]).type).toBe(
    "subscription.updated",
  );
});

test.each([
  ["another secret", () => `ts=${now()};h1=${hashOf(now(), body, "pdl_ntfset_other")}`],
  ["another body", () => `ts=${now()};h1=${hashOf(now(), `${body} `)}`],
  ["another time", () => `ts=${now()};h1=${hashOf(now() - 1)}`],
])("one made with %s is refused", (_, signature) => {
  expect(() => verify(signature())).toThrow(expect.objectContaining({ code: "unauthorized" }));
});

test.each([
  ["no header", () => null],
  ["no hash", () => `ts=${now()}`],
  ["a hash that is cut", () => `ts=${now()};h1=${hashOf(now()).slice(1)}`],
  ["an old time", () => `ts=${now() - 301};h1=${hashOf(now() - 301)}`],
  ["a time to come", () => `ts=${now() + 301};h1=${hashOf(now() + 301)}`],
])("a request with %s is a bad one", (_, signature) => {
  expect(() => verify(signature())).toThrow(expect.objectContaining({ code: "bad_request" }));
});

test.each(["nothing like JSON", "{}", '{"event_id":"a b","event_type":"x"}'])(
  "a signed %s is no event",
  (text) => {
    expect(() => verify(`ts=${now()};h1=${hashOf(now(), text)}`, text)).toThrow(
      expect.objectContaining({ code: "bad_request" }),
    );
  },
);
