import { readHealth, readStatus } from "@/lib/health";
import { isMonitor } from "@/lib/monitor-token";

export const dynamic = "force-dynamic";

/** For a load balancer: ok or not. The parts are for those who hold the token. */
export async function GET(request: Request): Promise<Response> {
  const health = isMonitor(request) ? await readHealth() : { status: await readStatus() };
  return Response.json(health, { status: health.status === "ok" ? 200 : 503 });
}
