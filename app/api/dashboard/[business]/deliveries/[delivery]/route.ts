import { memberJson } from "@/lib/auth";
import { readDelivery } from "@/lib/webhooks/read-screens";

type Props = { params: Promise<{ business: string; delivery: string }> };

export async function GET(_: Request, { params }: Props) {
  const { business: slug, delivery } = await params;
  return memberJson(slug, ({ inTransaction, ...member }) =>
    inTransaction((tx) => readDelivery(tx, member, delivery)),
  );
}
