import { readMetrics } from "@/lib/metrics";
import { isMonitor } from "@/lib/monitor-token";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  if (!isMonitor(request)) return new Response("Not found", { status: 404 });
  const { type, text } = await readMetrics();
  return new Response(text, { headers: { "content-type": type } });
}
