import { sql } from "../../sql";

/** The minimum for an event: one insert. */
export async function POST(request: Request): Promise<Response> {
  const body = await request.text();
  const id = request.headers.get("webhook-id") ?? "";
  await sql`insert into bench_events (id, body) values (${id}, ${body})`;
  return Response.json({ received: true });
}
