import { Connected } from "@/components/claim/connected";
import { Refused } from "@/components/claim/refused";
import { readConnection } from "@/lib/portal/connection-page";
import { tryAgain } from "../../actions";
import { browserValue } from "../../browser-cookie";

/** The customer is connected: how far the bot has come, then the door to the server. */
export default async function ResultPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const connection = await readConnection(id, await browserValue());
  if (!connection?.linked) return <Refused why="start_again" connection={connection} />;
  return <Connected business={connection.business} tryAgain={tryAgain.bind(null, id)} />;
}
