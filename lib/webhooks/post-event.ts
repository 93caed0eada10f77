import type { IncomingHttpHeaders } from "node:http";
import { env } from "@/lib/env";
import { GatehouseError } from "@/lib/errors";
import { callOutside, OutsideFailed } from "@/lib/outside/call-outside";
import { checkUrl, isListedHost, type Resolve } from "@/lib/outside/public-address";

export type Answer = {
  durationMs: number;
  /** Null when there was no answer. */
  statusCode: number | null;
  headers: Record<string, string> | null;
  body: string | null;
  /** The network error in words; null when the answer was complete. */
  error: string | null;
};

const keptBytes = 4 * 1024;
const maxReadBytes = 64 * 1024;

/**
 * POSTs once. Network failures and refused addresses are part of the answer. Redirects are not followed. The deadline
 * covers connecting, headers and body. Reads at most 64 KiB of the body and keeps 4 KiB.
 */
export async function postEvent(
  request: { url: string; headers: Record<string, string>; body: string },
  options: { deadlineMs?: number; privateHosts?: string[]; resolve?: Resolve } = {},
): Promise<Answer> {
  const { deadlineMs = 15_000, privateHosts = env().WEBHOOK_PRIVATE_HOSTS, resolve } = options;
  const started = performance.now();
  const answer = (rest: Partial<Answer>): Answer => ({
    statusCode: null,
    headers: null,
    body: null,
    error: null,
    ...rest,
    durationMs: Math.round(performance.now() - started),
  });
  try {
    const url = checkUrl(request.url, privateHosts);
    const trusted = isListedHost(url, privateHosts);
    const { status, headers, body } = await callOutside(
      { ...request, url, method: "POST" },
      { deadlineMs, mostBytes: maxReadBytes, trusted, resolve },
    );
    return answer({ statusCode: status, headers: headersOf(headers), body: textOf(body) });
  } catch (error) {
    if (error instanceof GatehouseError) return answer({ error: error.message });
    if (!(error instanceof OutsideFailed)) throw error;
    const { message, received } = error;
    if (!received) return answer({ error: message });
    return answer({ statusCode: received.status, headers: headersOf(received.headers), error: message });
  }
}

/** Postgres can't store NUL. A character that was cut at the end is dropped. */
function textOf(bytes: Buffer): string {
  const kept = bytes.subarray(0, keptBytes);
  return new TextDecoder().decode(kept, { stream: true }).replaceAll("\0", "\uFFFD");
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );
}
