import { serverView } from "@/components/servers/server-view";
import { watchGuilds } from "@/lib/access/connect-guild";
import { memberJson } from "@/lib/auth";

type Context = { params: Promise<{ business: string }> };

/** The servers as they are in Discord now: asked while somebody waits for a change there. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, async ({ business }) => (await watchGuilds(business.id)).map(serverView));
}
