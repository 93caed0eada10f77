import { Resend } from "resend";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sandboxCredentials } from "../credentials";
import { type Sandbox, startSandbox } from "../server";

let sandbox: Sandbox;
let resend: Resend;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, quiet: true });
  resend = new Resend(sandboxCredentials.resend.apiKey, { baseUrl: sandbox.url });
});
beforeEach(() => sandbox.world.reset());
afterAll(() => sandbox.close());

const mail = {
  from: "Demo <hello@demo.test>",
  to: "Ana <ana@example.com>",
  subject: "Join the Discord",
  html: '<p>Hi</p><a href="http://localhost:3000/connect/discord/abc?a=1&amp;b=2">Join the Discord</a>',
  text: "Join: http://localhost:3000/connect/discord/abc?a=1&b=2 or https://other.example/help.",
};

async function inbox(to?: string) {
  const reply = await fetch(`${sandbox.url}/control/inbox${to ? `?to=${encodeURIComponent(to)}` : ""}`);
  return (await reply.json()) as { id: string; subject: string; links: string[]; idempotency_key: string }[];
}

test("a sent mail is in its recipient's inbox, with links decoded", async () => {
  const sent = await resend.emails.send({ ...mail, headers: { "X-Entity-Ref-ID": "1" } });
  expect(sent.error).toBeNull();
  const mine = await inbox("ANA@example.com");
  expect(mine).toMatchObject([
    { id: sent.data?.id, subject: mail.subject, text: mail.text, headers: { "X-Entity-Ref-ID": "1" } },
  ]);
  expect(mine[0]?.links[0]).toBe("http://localhost:3000/connect/discord/abc?a=1&b=2");
  expect(await inbox("ben@example.com")).toEqual([]);
  const known = await resend.emails.get(sent.data?.id ?? "");
  expect(known.data).toMatchObject({ to: [mail.to], last_event: "delivered", object: "email" });
});

test("the same idempotency key sends one mail, and is refused with another body", async () => {
  const options = { idempotencyKey: "grant-1" };
  const first = await resend.emails.send(mail, options);
  const second = await resend.emails.send(mail, options);
  const other = await resend.emails.send({ ...mail, subject: "Other" }, options);
  expect(second.data?.id).toBe(first.data?.id);
  expect(other.error).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
  expect(await inbox()).toHaveLength(1);
});

test("a refused mail can be fixed and sent with the same key", async () => {
  const options = { idempotencyKey: "grant-2" };
  const bad = await resend.emails.send({ ...mail, from: "nobody" }, options);
  expect(bad.error).toMatchObject({ statusCode: 422, name: "validation_error" });
  expect((await resend.emails.send(mail, options)).error).toBeNull();
});

test("missing fields, wrong keys and unknown mails are refused as the provider refuses them", async () => {
  const missing = await resend.emails.send({ ...mail, subject: "" });
  expect(missing.error).toMatchObject({
    statusCode: 422,
    name: "missing_required_field",
    message: "Missing `subject` field.",
  });
  const stranger = new Resend("re_wrong", { baseUrl: sandbox.url });
  expect((await stranger.emails.send(mail)).error).toMatchObject({ statusCode: 401 });
  const unknown = await resend.emails.get("b2f9a1ce-0000-4000-8000-000000000000");
  expect(unknown.error).toMatchObject({ statusCode: 404, name: "not_found" });
});

test("a batch is sent whole or not at all, unless it is permissive", async () => {
  const bad = { ...mail, to: "nobody" };
  expect((await resend.batch.send([mail, bad])).error).toMatchObject({ statusCode: 422 });
  expect(await inbox()).toHaveLength(0);
  const some = await resend.batch.send([mail, bad], { batchValidation: "permissive" });
  expect(some.data?.data).toHaveLength(1);
  expect(some.data?.errors).toMatchObject([{ index: 1 }]);
  expect(await inbox()).toHaveLength(1);
});

test("when the connection drops after a mail was sent, a retry with the same key sends no second one", async () => {
  const fault = { route: "POST /emails", kind: "apply-then-drop", count: 1 };
  await fetch(`${sandbox.url}/control/faults`, { method: "POST", body: JSON.stringify(fault) });
  const options = { idempotencyKey: "grant-3" };
  expect((await resend.emails.send(mail, options)).error).not.toBeNull();
  expect((await resend.emails.send(mail, options)).error).toBeNull();
  expect(await inbox()).toHaveLength(1);
});
