import { retryAccess } from "@/components/connect/actions";
import { browserValue } from "@/components/connect/browser-cookie";
import { Connected } from "@/components/connect/connected";
import { Refused } from "@/components/connect/refused";
import { readConnection } from "@/lib/portal/connection-page";

/** The customer is connected: how far the bot has come, then the door to the server. */
export default async function ResultPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const connection = await readConnection(id, await browserValue());
  if (!connection?.linked) return <Refused why="start_again" connection={connection} />;
  return <Connected business={connection.business} retry={retryAccess.bind(null, id)} />;
}
