import { browserValue } from "@/components/connect/browser-cookie";
import { customerJson } from "@/lib/auth";
import { readConnection } from "@/lib/portal/connection-page";

type Context = { params: Promise<{ id: string }> };

/** Keeps the page of a round trip fresh, in the browser that made it. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  return customerJson(async () => {
    const connection = await readConnection(id, await browserValue());
    return connection?.linked ? connection.business : null;
  });
}
