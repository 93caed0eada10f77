import { retryAccess } from "@/components/connect/actions";
import { browserValue } from "@/components/connect/browser-cookie";
import { ConnectedScreen } from "@/components/connect/connected-screen";
import { ConnectionRefused } from "@/components/connect/connection-refused";
import { requestLanguage } from "@/components/connect/request-language";
import { readConnection } from "@/lib/portal/connection-page";

/** The customer is connected: shows the bot's progress, then a button that opens the server. */
export default async function ResultPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const connection = await readConnection(id, await browserValue(), await requestLanguage());
  if (!connection?.linked) return <ConnectionRefused why="start_again" connection={connection} />;
  return (
    <ConnectedScreen
      texts={connection.texts}
      business={connection.business}
      retry={(grantId) => retryAccess.bind(null, id, grantId)}
    />
  );
}
