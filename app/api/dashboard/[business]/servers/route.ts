import { memberJson } from "@/lib/auth";
import { refreshGuilds } from "@/lib/guilds/connect-guild";
import { serverView } from "@/lib/guilds/guild-view";

type Context = { params: Promise<{ business: string }> };

/** The servers as Discord has them now, for a screen that waits for a change there. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { business } = await params;
  return memberJson(business, async ({ business }) => (await refreshGuilds(business.id)).map(serverView));
}
