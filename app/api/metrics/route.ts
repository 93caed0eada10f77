import { readMetrics } from "@/lib/health";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const { type, text } = await readMetrics();
  return new Response(text, { headers: { "content-type": type } });
}
