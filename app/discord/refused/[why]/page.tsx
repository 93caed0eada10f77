import { browserValue } from "@/components/connect/browser-cookie";
import { ConnectionRefused } from "@/components/connect/connection-refused";
import { requestLanguage } from "@/components/connect/request-language";
import { readConnection } from "@/lib/portal/connection-page";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

type Props = { params: Promise<{ why: string }>; searchParams: SearchParams };

/** Why connecting failed and how to start over. Discord's own error text is never echoed. */
export default async function RefusedPage({ params, searchParams }: Props) {
  const { why } = await params;
  const { round } = await readSearchParams(searchParams);
  const connection = round
    ? await readConnection(round, await browserValue(), await requestLanguage())
    : null;
  return <ConnectionRefused why={why} connection={connection} />;
}
