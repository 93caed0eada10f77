import { createHmac } from "node:crypto";
import DodoPayments from "dodopayments";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { newSecret, signedHeaders } from "./signature";

test("a secret consists of whsec_ and 32 random bytes", () => {
  const secret = newSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSecret()).not.toBe(secret);
});

test("the reference library accepts what we sign, whatever the body", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.stringMatching(/^[A-Za-z0-9_]{1,60}$/),
      (text, id) => {
        const secret = newSecret();
        const body = JSON.stringify({ text });
        expect(new Webhook(secret).verify(body, signedHeaders(id, body, [secret], new Date()))).toEqual(
          JSON.parse(body),
        );
      },
    ),
  );
});

test("the signature is HMAC-SHA256 over id.timestamp.body with the decoded secret", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const at = new Date("2021-02-25T15:35:30Z");
  const headers = signedHeaders("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', [secret], at);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `msg_p5jXN8AQM9LWM0D4loKWxJek.${headers["webhook-timestamp"]}.{"test": 2432232314}`;
  expect(headers["webhook-signature"]).toBe(
    `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
  );
  expect(headers["webhook-timestamp"]).toBe("1614267330");
});

test("the specification's example gives the signature printed there", () => {
  const headers = signedHeaders(
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    '{"test": 2432232314}',
    ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    new Date(1614265330 * 1000),
  );
  expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("during a rotation both secrets verify, and no other", () => {
  const [fresh, previous, stranger] = [newSecret(), newSecret(), newSecret()];
  const headers = signedHeaders("evt_1", "{}", [fresh, previous], new Date());
  expect(headers["webhook-signature"].split(" ")).toHaveLength(2);
  expect(new Webhook(fresh).verify("{}", headers)).toEqual({});
  expect(new Webhook(previous).verify("{}", headers)).toEqual({});
  expect(() => new Webhook(stranger).verify("{}", headers)).toThrow("No matching signature");
});

test("the published SDK unwraps it", () => {
  const secret = newSecret();
  const body = JSON.stringify({ business_id: "bus_1", type: "entitlement_grant.created", data: {} });
  const client = new DodoPayments({ bearerToken: "unused", webhookKey: secret });
  const event = client.webhooks.unwrap(body, { headers: signedHeaders("evt_1", body, [secret], new Date()) });
  expect(event.type).toBe("entitlement_grant.created");
});
