import { affectedPeople } from "@/lib/attention/affected-people";
import { memberJson } from "@/lib/auth";

type Context = { params: Promise<{ business: string }> };

const most = 500;

/** Everybody who waits because of one problem. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { business: slug } = await params;
  const query = new URL(request.url).searchParams;
  const key = {
    code: query.get("code") ?? "",
    guildId: query.get("guild"),
    entitlementId: query.get("entitlement"),
  };
  return memberJson(slug, ({ business, inTransaction }) =>
    inTransaction((tx) => affectedPeople(tx, business.id, key, most)),
  );
}
