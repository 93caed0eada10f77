import type { NextRequest } from "next/server";
import { NextResponse } from "next/server";
import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { asMember } from "@/lib/auth";
import { startInstall } from "@/lib/guilds/connect-guild";

type Context = { params: Promise<{ business: string }> };

/** Opens in a new tab and redirects to Discord to add the bot; `?server=` names one to reconnect. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { business: slug } = await params;
  const again = request.nextUrl.searchParams.get("server") ?? undefined;
  const browser = await keepBrowserValue();
  const url = await asMember(slug, "admin", ({ tx, business, person }) =>
    startInstall(tx, { businessId: business.id, userId: person.id, browser }, again),
  );
  return NextResponse.redirect(url, { headers: { "cache-control": "no-store" } });
}
