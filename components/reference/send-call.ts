export type Reply = { status: number; ms: number; text: string; requestId: string | null };

type Wanted = {
  method: string;
  path: string;
  ids: Record<string, string>;
  query: Record<string, string>;
  /** As typed; undefined if the call takes no body. */
  body: string | undefined;
  apiKey: string;
};

/** Sends a real call to this server's API with the given key. */
export async function sendCall({ method, path, ids, query, body, apiKey }: Wanted): Promise<Reply> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ids[name]?.trim() || "-"),
  );
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  const started = performance.now();
  const answer = await fetch(`/api${filled}${search && `?${search}`}`, {
    method,
    credentials: "omit",
    headers: {
      authorization: `Bearer ${apiKey.trim()}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  const ms = Math.round(performance.now() - started);
  return { status: answer.status, ms, text: pretty(text), requestId: answer.headers.get("x-request-id") };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
