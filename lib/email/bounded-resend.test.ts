import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import { readAnswer } from "@/lib/read-bytes";
import { listen } from "@/test/world/listen";
import { BoundedResend } from "./bounded-resend";

const standIn = async (listener: RequestListener) => `http://${await listen(createServer(listener))}`;

/** Sends until nobody listens any more. */
function endless(length?: number) {
  const sent = { bytes: 0, closed: false };
  const part = Buffer.alloc(64 * 1024, " ");
  const listener: RequestListener = (_request, response) => {
    response.on("close", () => {
      sent.closed = true;
    });
    response.writeHead(200, length ? { "content-length": length } : {});
    const more = () => {
      while (!response.destroyed) {
        sent.bytes += part.length;
        if (!response.write(part)) return response.once("drain", more);
      }
    };
    more();
  };
  return { sent, listener };
}

test.each<[string, number | undefined]>([
  ["in chunks", undefined],
  ["with its length said", 1024 ** 3],
])("an answer that is too large is not read on, %s", async (_, length) => {
  const { sent, listener } = endless(length);
  const answer = await fetch(await standIn(listener));
  await expect(readAnswer(answer, 1024 * 1024)).rejects.toThrow("larger than 1024 KiB");
  await expect.poll(() => sent.closed).toBe(true);
  expect(sent.bytes).toBeLessThan(32 * 1024 ** 2);
});

test("an answer within the limit is read whole", async () => {
  const answer = await fetch(await standIn((_request, response) => response.end("ü".repeat(500))));
  expect(await readAnswer(answer, 1_000)).toBe("ü".repeat(500));
});

test("an answer whose call has been given up is not waited for", async () => {
  const url = await standIn((_request, response) => response.writeHead(200).write("{"));
  const answer = await fetch(url, { signal: AbortSignal.timeout(200) });
  await expect(readAnswer(answer, 1_000)).rejects.toMatchObject({ name: "TimeoutError" });
});

test.each<[string, RequestListener, object]>([
  ["without end is none", endless().listener, { data: null, error: { statusCode: null } }],
  [
    "that is no JSON is none",
    (_request, response) => response.end("<html>"),
    { data: null, error: { statusCode: null } },
  ],
  [
    "that redirects is not followed",
    (_request, response) => response.writeHead(302, { location: "/elsewhere" }).end(),
    { data: null, error: { statusCode: 302, name: "application_error" } },
  ],
  [
    "that refuses is read",
    (_request, response) => response.writeHead(422).end('{"name":"validation_error","message":"no"}'),
    { data: null, error: { statusCode: 422, name: "validation_error", message: "no" } },
  ],
  [
    "that accepts is read",
    (_request, response) => response.end('{"id":"mail_1"}'),
    { data: { id: "mail_1" }, error: null },
  ],
])("an answer of the mail provider %s", async (_, listener, expected) => {
  const resend = new BoundedResend("re_1", { baseUrl: await standIn(listener) });
  const email = { from: "a@shop.example", to: "b@shop.example", subject: "Hello", text: "Hello" };
  expect(await resend.emails.send(email)).toMatchObject(expected);
});
