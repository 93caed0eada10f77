import { memberJson } from "@/lib/auth";
import { readDeliveries, readDeliveryQuery } from "@/lib/webhooks/read-screens";

export async function GET(request: Request, { params }: { params: Promise<{ business: string }> }) {
  const { business: slug } = await params;
  const query = readDeliveryQuery(Object.fromEntries(new URL(request.url).searchParams));
  return memberJson(slug, ({ inTransaction, business }) =>
    inTransaction((tx) => readDeliveries(tx, business.id, query)),
  );
}
