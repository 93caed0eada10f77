import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Lane } from "@/db/schema";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { readAnswer } from "@/lib/read-bytes";
import { cleanTexts } from "@/lib/text";
import { suspectOutage } from "./outage";
import type { Reply } from "./problems";
import {
  type BookedCall,
  type Bucket,
  blockBudget,
  bookCall,
  countRefusal,
  giveBack,
  settleCall,
} from "./rate-budget";

/** How long a call may take, headers and body included. A recheck after an ambiguous answer waits longer. */
export const callDeadlineMs = 15_000;
export const userAgent = "DiscordBot (https://github.com/gatehouse/gatehouse, 0.1.0)";

/** A page of 1,000 members, each with many roles, is a few MiB. */
export const largestAnswer = 8 * 1024 * 1024;

type Call<T> = {
  method: "GET" | "PUT" | "POST" | "DELETE" | "PATCH";
  path: string;
  bucket: Bucket | null;
  lane: Lane;
  schema: z.ZodType<T>;
  body?: unknown;
  /** Shown in the guild's own audit log. */
  reason?: string | undefined;
  /** A user's access token instead of the bot's. */
  bearer?: string;
};

const errorBody = z.object({ code: z.number().default(0), message: z.string().default("") });
const limitedBody = z.object({ retry_after: z.number().nonnegative(), global: z.boolean().default(false) });

/** Makes one call to Discord within the shared budget. Network errors are returned, never thrown. */
export async function callDiscord<T>(call: Call<T>): Promise<Reply<T>> {
  const turn = await waitForTurn(call.bucket, call.lane);
  if (!("call" in turn)) return turn;
  const signal = AbortSignal.timeout(callDeadlineMs);
  let status: number;
  let headers: Headers;
  let text: string;
  try {
    const response = await sendInTurn(turn, call.path, {
      method: call.method,
      headers: requestHeaders(call),
      body: call.body === undefined ? null : JSON.stringify(call.body),
      redirect: "manual",
      signal,
    });
    ({ status, headers } = response);
    text = await readAnswer(response, largestAnswer);
  } catch (error) {
    await suspectOutage();
    const reason = signal.aborted ? "Discord did not answer in time" : `network: ${networkWords(error)}`;
    return { kind: "later", seconds: 1, ambiguous: true, reason };
  }
  return readReply(call, status, headers, text);
}

/** How long a call waits for its slot. When that is not enough, its work becomes due again later. */
const patienceMs: Record<Lane, number> = { waiting: 8_000, revoke: 15_000, bulk: 15_000 };
/** Others give way to waiting people for no longer than this. Then they queue with them. */
const giveWayMs = 5_000;
/** A booking is good for a second. On a busy machine we may wake up too late for it. */
const tooLateMs = 500;

/** A call that may be sent now, `lateMs` after its slot. */
type Turn = { call: BookedCall; lateMs: number };

/** Waits for a slot in the shared budget. When that would take too long, it says when to try again. */
export async function waitForTurn(bucket: Bucket | null, lane: Lane): Promise<Turn | Reply<never>> {
  const startedAt = performance.now();
  let place: string | null = null;
  for (;;) {
    const askedAt = performance.now();
    const waited = askedAt - startedAt;
    const left = patienceMs[lane] - waited;
    const paced = lane !== "waiting";
    const queues = !paced || waited > giveWayMs;
    const booking = await bookCall(bucket, { paced, queues, place, patienceMs: left });
    if (!booking.ok) {
      const reason = booking.blockedBy ?? "the rate budget is spent";
      if (booking.waitMs > left)
        return { kind: "later", seconds: booking.waitMs / 1000, ambiguous: false, reason, waiting: true };
      place = booking.place;
      await sleep(booking.waitMs);
      continue;
    }
    place = null;
    if (booking.goInMs > 0) await sleep(booking.goInMs);
    const lateMs = performance.now() - askedAt - booking.goInMs;
    if (lateMs <= tooLateMs) return { call: booking.call, lateMs };
    await giveBack(booking.call);
  }
}

/** Sends a call to Discord in its turn. What the answer's headers say about the bucket counts at once. */
export async function sendInTurn({ call, lateMs }: Turn, path: string, init: RequestInit): Promise<Response> {
  let headers: Headers | null = null;
  try {
    const response = await fetch(`${env().DISCORD_API_URL}${path}`, init);
    headers = response.headers;
    return response;
  } finally {
    await settleCall(call, lateMs, headers);
  }
}

/** Whether Discord answers anything but a 5xx. Asked outside the budget, which is blocked while it does not. */
export async function answersAtAll(): Promise<boolean> {
  try {
    const headers = { authorization: `Bot ${env().DISCORD_BOT_TOKEN}`, "user-agent": userAgent };
    const signal = AbortSignal.timeout(callDeadlineMs);
    const response = await fetch(`${env().DISCORD_API_URL}/users/@me`, {
      headers,
      redirect: "manual",
      signal,
    });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}

function requestHeaders(call: Call<unknown>): Record<string, string> {
  return {
    authorization: call.bearer ? `Bearer ${call.bearer}` : `Bot ${env().DISCORD_BOT_TOKEN}`,
    "user-agent": userAgent,
    ...(call.body !== undefined && { "content-type": "application/json" }),
    ...(call.reason && { "x-audit-log-reason": auditReason(call.reason) }),
  };
}

/** Percent-encoded, because headers are ASCII. Discord allows 512 characters after decoding. */
function auditReason(reason: string): string {
  const wellFormed = Buffer.from(reason.replace(/\s+/g, " ")).toString();
  return encodeURIComponent([...wellFormed].slice(0, 512).join(""));
}

async function readReply<T>(
  call: Call<T>,
  status: number,
  headers: Headers,
  text: string,
): Promise<Reply<T>> {
  if (status === 429) return readLimited(call, headers, text);
  const json = parseJson(text);
  if (status >= 200 && status < 300) {
    const parsed = call.schema.safeParse(status === 204 ? undefined : json);
    if (parsed.success) return { kind: "ok", status, body: parsed.data };
    const [issue] = parsed.error.issues;
    const reason = `unreadable answer: ${issue?.path.join(".").slice(0, 100)}: ${issue?.message}`;
    return { kind: "later", seconds: 30, ambiguous: true, reason };
  }
  if (status >= 500) {
    await suspectOutage();
    return { kind: "later", seconds: 1, ambiguous: true, reason: `Discord answered ${status}` };
  }
  const error = errorBody.safeParse(json);
  if (status === 401 || status === 403) await countRefusal();
  if (!error.success) {
    // Cloudflare in front of Discord answered instead of JSON. Stop calling for a while.
    await blockBudget("everything", 60, "blocked");
    return { kind: "later", seconds: 60, ambiguous: true, reason: `Cloudflare answered ${status}` };
  }
  if (status === 401 && !call.bearer) {
    await blockBudget("everything", 60, "credentials");
    log.error({ route: call.path }, "Discord refuses the bot token; all calls stop for a minute");
  }
  return { kind: "refused", status, code: error.data.code, message: error.data.message };
}

async function readLimited(call: Call<unknown>, headers: Headers, text: string): Promise<Reply<never>> {
  const body = limitedBody.safeParse(parseJson(text));
  const header = Number(headers.get("retry-after"));
  const scope = headers.get("x-ratelimit-scope");
  const known = body.success ? body.data.retry_after : header > 0 ? header : null;
  const everything = (body.success && body.data.global) || scope === "global" || !body.success;
  // Without JSON it was Cloudflare in front of Discord, which blocks for longer.
  const seconds = Math.min(known ?? (body.success ? 1 : 60), 3600) + 0.05;
  if (scope !== "shared") await countRefusal();
  await blockBudget(everything || !call.bucket ? "everything" : call.bucket, seconds, "limited");
  log.warn({ route: call.path, scope, seconds }, "Discord answered 429");
  return { kind: "later", seconds, ambiguous: false, reason: "rate limited by Discord" };
}

export function parseJson(text: string): unknown {
  try {
    return cleanTexts(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function networkWords(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.message) : String(cause);
}
