import { sql } from "../../../sql";

/** The minimum for a read: one query by primary key. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const [row] = await sql`select * from entitlements where id = ${id}`;
  return Response.json(row);
}
