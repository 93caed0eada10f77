import { serverView } from "@/components/servers/server-view";
import { memberJson } from "@/lib/auth";
import { watchGuilds } from "@/lib/guilds/connect-guild";

type Context = { params: Promise<{ business: string }> };

/** The servers as they are in Discord now: asked while somebody waits for a change there. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, async ({ business }) => (await watchGuilds(business.id)).map(serverView));
}
