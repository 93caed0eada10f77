import { memberJson } from "@/lib/auth";
import { readEndpoint } from "@/lib/webhooks/read-screens";

type Props = { params: Promise<{ business: string; endpoint: string }> };

export async function GET(_: Request, { params }: Props) {
  const { business: slug, endpoint } = await params;
  return memberJson(slug, ({ inTransaction, business }) =>
    inTransaction((tx) => readEndpoint(tx, business.id, endpoint)),
  );
}
