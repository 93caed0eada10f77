import { memberJson } from "@/lib/auth";
import { readEndpoints } from "@/lib/webhooks/read-screens";

export async function GET(_: Request, { params }: { params: Promise<{ business: string }> }) {
  const { business: slug } = await params;
  return memberJson(slug, ({ inTransaction, business }) =>
    inTransaction((tx) => readEndpoints(tx, business.id)),
  );
}
