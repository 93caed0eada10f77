import { browserValue } from "@/components/connect/browser-cookie";
import { customerJson } from "@/lib/auth";
import { readConnection } from "@/lib/portal/connection-page";

type Context = { params: Promise<{ id: string }> };

/** Refreshes the page after connecting, but only in the browser that connected. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  return customerJson(async () => {
    const connection = await readConnection(id, await browserValue());
    return connection?.linked ? connection.business : null;
  });
}
