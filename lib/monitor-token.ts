import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "@/lib/env";

/**
 * Whether a request may see how the installation does: it carries `METRICS_TOKEN` as bearer token. A demo without one
 * shows it to anybody.
 */
export function isMonitor(request: Request): boolean {
  const { METRICS_TOKEN, DEMO_MODE } = env();
  if (!METRICS_TOKEN) return DEMO_MODE;
  const given = request.headers.get("authorization")?.replace(/^Bearer /i, "") ?? "";
  return timingSafeEqual(digest(given), digest(METRICS_TOKEN));
}

const digest = (text: string) => createHash("sha256").update(text).digest();
