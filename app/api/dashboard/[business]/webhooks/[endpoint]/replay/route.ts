import { z } from "zod";
import { memberJson } from "@/lib/auth";
import { invalid } from "@/lib/errors";
import { countReplay } from "@/lib/webhooks/replay-failed";

type Props = { params: Promise<{ business: string; endpoint: string }> };

const query = z.object({ since: z.iso.datetime(), missed: z.enum(["0", "1"]) });

/** How many events a replay with these choices would send. */
export async function GET(request: Request, { params }: Props) {
  const { business: slug, endpoint } = await params;
  const parsed = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  return memberJson(slug, async ({ inTransaction, business }) => {
    if (!parsed.success) throw invalid("since must be a time and missed 0 or 1");
    const scope = { since: new Date(parsed.data.since), missed: parsed.data.missed === "1" };
    const count = await inTransaction((tx) => countReplay(tx, business.id, endpoint, scope));
    return { count };
  });
}
