/**
 * Preloaded into a process of the product (`node --import`), to kill it at a chosen point of its work. A point is a
 * call to the outside or a commit to Postgres. Its name says which, with its number since the start:
 *
 *     POST /emails#1
 *     PUT /discord/api/v10/guilds/{id}/members/{id}/roles/{id}#2
 *     commit accesses grant_events grants#1        (by the tables that were written)
 *
 *     CRASH_AT="before:POST /emails#1"   nothing was sent
 *     CRASH_AT="after:POST /emails#1"    the answer has come, or the commit was acknowledged; nothing further ran
 *
 * A process with a channel to its parent also takes messages: `{ crashAt }` arms it again and counts from one again (null
 * for no crash), `{ stallMs }` blocks its event loop. It sends `{ armed: true }` and, for each point, `{ point }`.
 */
import diagnostics from "node:diagnostics_channel";
import { Socket } from "node:net";
import { type Commits, watchConnection } from "./postgres-wire";

export type Order = { crashAt: string | null } | { stallMs: number };
export type Notice = { armed: true } | { point: string };

let crashAt: string | null = process.env.CRASH_AT ?? null;
let counts = new Map<string, number>();

function tell(notice: Notice): void {
  process.send?.(notice);
}

/** A point is about to happen. */
function before(name: string): string {
  const number = (counts.get(name) ?? 0) + 1;
  counts.set(name, number);
  const point = `${name}#${number}`;
  tell({ point });
  dieIf(`before:${point}`);
  return point;
}

function after(point: string | undefined): void {
  if (point !== undefined) dieIf(`after:${point}`);
}

/** The signal is delivered before the call returns. */
function dieIf(moment: string): void {
  if (moment === crashAt) process.kill(process.pid, "SIGKILL");
}

type Sent = { method?: string; path?: string };
const calls = new WeakMap<object, string>();

const isId = /^\d+$|^[a-z]+_\w{5,}$|^[\w-]{21,}$/i;

function nameOf({ method = "", path = "" }: Sent): string {
  const [route = ""] = path.split("?");
  const steps = route.split("/").map((step) => (isId.test(step) ? "{id}" : step));
  return `${method} ${steps.join("/")}`;
}

function on(channel: string, heard: (request: Sent) => void): void {
  diagnostics.subscribe(channel, (message) => heard((message as { request: Sent }).request));
}

// `fetch` and undici; then `node:http` and `node:https`.
for (const [sent, answered] of [
  ["undici:client:sendHeaders", "undici:request:trailers"],
  ["http.client.request.start", "http.client.response.finish"],
] as const) {
  on(sent, (request) => calls.set(request, before(nameOf(request))));
  on(answered, (request) => after(calls.get(request)));
}

// The driver is bundled into the process, so its bytes are watched instead.
const connections = new WeakMap<Socket, Commits>();
const { write, push } = Socket.prototype;

Socket.prototype.write = function (this: Socket, ...parameters: Parameters<typeof write>) {
  const [bytes] = parameters;
  if (Buffer.isBuffer(bytes)) {
    const watched = connections.get(this) ?? watchConnection(bytes, { before, after });
    if (watched) {
      connections.set(this, watched);
      watched.sent(bytes);
    }
  }
  return write.apply(this, parameters);
} as typeof write;

Socket.prototype.push = function (this: Socket, chunk: unknown, encoding?: BufferEncoding) {
  if (Buffer.isBuffer(chunk)) connections.get(this)?.received(chunk);
  return push.call(this, chunk, encoding);
};

process.on("message", (order: Order) => {
  if ("stallMs" in order)
    return void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.stallMs);
  crashAt = order.crashAt;
  counts = new Map();
  tell({ armed: true });
});
// Listening must not keep the process alive.
process.channel?.unref();
