import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { listen } from "@/test/world/listen";
import { postEvent } from "./post-event";

async function post(listener: RequestListener, deadlineMs = 2000) {
  const host = await listen(createServer(listener));
  return send(`http://${host}/hook?x=1`, deadlineMs);
}

async function raw(answer: (socket: Socket) => void, deadlineMs = 2000) {
  const host = await listen(
    createTcpServer((socket) => socket.on("error", () => {}).once("data", () => answer(socket))),
  );
  return send(`http://${host}/`, deadlineMs);
}

function send(url: string, deadlineMs = 2000) {
  const { host } = new URL(url);
  const request = { url, headers: { "x-one": "1" }, body: '{"ü":1}' };
  return postEvent(request, { deadlineMs, privateHosts: [host] });
}

test("posts the exact bytes with length and headers, and returns the answer", async () => {
  let heard = "";
  let request: IncomingMessage | undefined;
  const answer = await post((incoming, response) => {
    request = incoming;
    incoming.on("data", (part) => {
      heard += part;
    });
    incoming.on("end", () => response.writeHead(201, { "x-two": "2" }).end("thanks"));
  });
  expect(answer).toMatchObject({ statusCode: 201, body: "thanks", error: null });
  expect(answer.headers?.["x-two"]).toBe("2");
  expect(heard).toBe('{"ü":1}');
  expect(request?.method).toBe("POST");
  expect(request?.url).toBe("/hook?x=1");
  expect(request?.headers).toMatchObject({ "content-length": "8", "x-one": "1" });
});

test("accepts an answer without a body", async () => {
  expect(await post((_request, response) => response.writeHead(204).end())).toMatchObject({
    statusCode: 204,
    body: "",
    error: null,
  });
});

test("returns a redirect without following it", async () => {
  let asked = 0;
  const answer = await post((_request, response) => {
    asked++;
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect(answer.statusCode).toBe(302);
  expect(asked).toBe(1);
});

test("reports when no headers arrive before the deadline", async () => {
  const answer = await post(() => {}, 200);
  expect(answer).toMatchObject({ statusCode: null, error: "No complete answer within 0.2 seconds" });
  expect(answer.durationMs).toBeGreaterThanOrEqual(199);
});

test("applies the deadline to a slow body", async () => {
  const answer = await post((_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write("."), 20);
    response.on("close", () => clearInterval(drip));
  }, 1_000);
  expect(answer).toMatchObject({ statusCode: 200, error: "No complete answer within 1 seconds" });
  expect(answer.durationMs).toBeGreaterThanOrEqual(999);
});

test("applies the deadline to slow headers", async () => {
  const answer = await raw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    const drip = setInterval(() => socket.write("x-a: b\r\n"), 20);
    socket.on("close", () => clearInterval(drip));
  }, 300);
  expect(answer).toMatchObject({ statusCode: null, error: "No complete answer within 0.3 seconds" });
});

test("keeps 4 KiB of a huge body and reads little more", async () => {
  let written = 0;
  const part = Buffer.alloc(64 * 1024, "a");
  const answer = await post((_request, response) => {
    response.writeHead(200, { "content-length": String(1024 ** 3) });
    const more = () => {
      while (written < 1024 ** 3 && !response.destroyed) {
        written += part.length;
        if (!response.write(part)) return response.once("drain", more);
      }
    };
    more();
  });
  expect(answer).toMatchObject({ statusCode: 200, error: null });
  expect(answer.body).toBe("a".repeat(4096));
  expect(written).toBeLessThan(32 * 1024 ** 2);
});

test("doesn't decompress an answer", async () => {
  const answer = await post((_request, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(Buffer.from([0x1f, 0x8b, 0, 0])),
  );
  expect(answer.statusCode).toBe(200);
  expect(answer.body?.length).toBeLessThan(8);
});

test("replaces bytes that Postgres can't store", async () => {
  const answer = await post((_request, response) => response.end(Buffer.from([0x61, 0x00, 0xff, 0x62])));
  expect(answer.body).toBe("a\uFFFD\uFFFDb");
});

test("drops a character that is cut at the limit", async () => {
  const answer = await post((_request, response) => response.end(`a${"é".repeat(4096)}`));
  expect(answer.body).toBe(`a${"é".repeat(2047)}`);
});

test("reports a connection reset, before and during the answer", async () => {
  const closed = "The connection was closed before the answer was complete";
  expect(await raw((socket) => socket.resetAndDestroy())).toMatchObject({ statusCode: null, error: closed });
  expect(await raw((socket) => socket.end())).toMatchObject({ statusCode: null, error: closed });
  const answer = await raw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
    setTimeout(() => socket.destroy(), 50);
  });
  expect(answer).toMatchObject({ statusCode: 200, error: closed });
});

test("reports invalid HTTP and endless headers", async () => {
  expect((await raw((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"))).error).toBe(
    "The answer is not valid HTTP",
  );
  const huge = await raw((socket) => {
    socket.end(`HTTP/1.1 200 OK\r\n${`x-a: ${"b".repeat(8000)}\r\n`.repeat(100)}\r\n`);
  });
  expect(huge.error).toBe("The answer's headers are larger than 16 KiB");
});

test("skips interim answers and refuses a protocol switch", async () => {
  const hinted = await raw((socket) =>
    socket.end("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok"),
  );
  expect(hinted).toMatchObject({ statusCode: 200, body: "ok", error: null });
  const upgraded = await raw((socket) =>
    socket.end("HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"),
  );
  expect(upgraded.error).not.toBeNull();
});

test("reports a closed port, a server without TLS, and TLS that never answers", async () => {
  const server = createTcpServer();
  const host = await listen(server);
  await new Promise((done) => server.close(done));
  expect((await send(`http://${host}/`)).error).toBe("The connection was refused");
  const plain = await listen(createServer((_request, response) => response.end()));
  expect((await send(`https://${plain}/`)).error).toBe("The other side does not speak TLS");
  const silent = await listen(createTcpServer(() => {}));
  expect((await send(`https://${silent}/`, 300)).error).toBe("No complete answer within 0.3 seconds");
});

test("doesn't use a proxy from the environment", async () => {
  process.env.HTTP_PROXY = process.env.http_proxy = "http://127.0.0.1:1";
  const answer = await post((_request, response) => response.end("direct"));
  delete process.env.HTTP_PROXY;
  delete process.env.http_proxy;
  expect(answer.body).toBe("direct");
});
