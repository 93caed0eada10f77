import { browserValue } from "@/components/connect/browser-cookie";
import { ConfirmAccount } from "@/components/connect/confirm-account";
import { ConnectionRefused } from "@/components/connect/connection-refused";
import { requestLanguage } from "@/components/connect/request-language";
import { readConfirmation } from "@/lib/portal/confirm-page";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

/** Asks before a Discord account is connected that may be the wrong one. */
export default async function ConfirmPage({ searchParams }: { searchParams: SearchParams }) {
  const { key = "" } = await readSearchParams(searchParams);
  const confirmation = await readConfirmation(key, await browserValue(), await requestLanguage());
  if (!confirmation) return <ConnectionRefused why="start_again" connection={null} />;
  return <ConfirmAccount keyText={key} confirmation={confirmation} />;
}
