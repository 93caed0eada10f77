import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { stoppedReason } from "@/components/servers/stopped-reason-cookie";

export default async function StoppedPage() {
  const reason = await stoppedReason();
  return (
    <CustomerPage merchant={null} title={reason ? "We couldn't connect the server" : "You cancelled"}>
      <Lead>{reason ?? "No server was connected, and nothing changed in Discord."}</Lead>
      <p className="text-center">
        Close this tab and press <strong>Connect Discord</strong> in the dashboard to try again.
      </p>
      <a href="/" className="touchable inline-flex items-center justify-center text-accent-ink underline">
        Go to the dashboard
      </a>
    </CustomerPage>
  );
}
