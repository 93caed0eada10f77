import { db } from "@/db/client";
import { acceptApiKey, type KeyInUse } from "@/lib/api-keys";
import { ApiError } from "./api-error";
import { callsPerSecond } from "./limits";

export type Admitted = { key: KeyInUse; headers: Record<string, string> };

/** Whose call it is, counted against the key's limit. All wrong keys look the same. */
export async function admitCall(request: Request): Promise<Admitted> {
  const presented = /^Bearer ([\w-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const key = presented ? await acceptApiKey(db(), presented) : null;
  if (!key) throw new ApiError("UNAUTHORIZED", "Send a valid API key: Authorization: Bearer <key>");
  const headers = {
    "x-ratelimit-limit": String(callsPerSecond),
    "x-ratelimit-remaining": String(Math.max(0, callsPerSecond - key.calls)),
    "x-ratelimit-reset": String(key.reset),
  };
  if (key.calls > callsPerSecond)
    throw new ApiError("TOO_MANY_REQUESTS", `More than ${callsPerSecond} calls in one second with this key`, {
      headers: { ...headers, "retry-after": "1" },
    });
  return { key, headers };
}
