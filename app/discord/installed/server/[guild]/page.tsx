import { CircleCheck } from "lucide-react";
import { notFound } from "next/navigation";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { ServerAndRole } from "@/components/connect/server-and-role";
import { ButtonLink } from "@/components/ui/button-link";
import { signedInPerson } from "@/lib/auth";
import { readInstalledServer } from "@/lib/guilds/read-installed-guild";

/** The server is connected; the dashboard tab notices on its own. */
export default async function InstalledPage({ params }: { params: Promise<{ guild: string }> }) {
  const { guild } = await params;
  const person = await signedInPerson();
  const server = person && (await readInstalledServer(person.id, guild));
  if (!server) notFound();
  return (
    <CustomerPage merchant={server.businessName} title="Server connected">
      <CircleCheck aria-hidden className="size-10 justify-self-center text-delivered" />
      <ServerAndRole server={server} gives={null} note="Connected" />
      <Lead>You can close this tab. The dashboard in your other tab continues automatically.</Lead>
      <ButtonLink href={`/${server.slug}/entitlements`} size="lg">
        Go to Entitlements
      </ButtonLink>
    </CustomerPage>
  );
}
