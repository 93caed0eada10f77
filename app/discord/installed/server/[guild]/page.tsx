import { CircleCheck } from "lucide-react";
import { notFound } from "next/navigation";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { ServerAndRole } from "@/components/connect/server-and-role";
import { DragSteps, OpenServerSettings } from "@/components/servers/drag-steps";
import { ButtonLink } from "@/components/ui/button-link";
import { signedInPerson } from "@/lib/auth";
import { readInstalledServer } from "@/lib/guilds/read-installed-guild";

/** The server is connected; the dashboard tab notices on its own, and this page says what comes next. */
export default async function InstalledPage({ params }: { params: Promise<{ guild: string }> }) {
  const { guild } = await params;
  const person = await signedInPerson();
  const found = person && (await readInstalledServer(person.id, guild));
  if (!found) notFound();
  const { server, slug, merchant } = found;
  return (
    <CustomerPage merchant={merchant} title="Server connected">
      <CircleCheck aria-hidden className="size-10 justify-self-center text-delivered" />
      <ServerAndRole server={server} gives={null} note="Connected" />
      {server.needsDrag ? (
        <>
          <Lead>Next, let the bot give roles. Discord put it below all others.</Lead>
          <DragSteps server={server} botRole={server.botRole} />
          <OpenServerSettings url={server.url} inNewTab={false} />
          <p className="text-center text-ink-soft text-sm">
            The dashboard in your other tab is watching and continues when it's done.
          </p>
        </>
      ) : (
        <Lead>Next, pick the role that customers get, in the dashboard in your other tab.</Lead>
      )}
      <ButtonLink
        href={`/${slug}/entitlements?new=1`}
        size="lg"
        variant={server.needsDrag ? "secondary" : "primary"}
      >
        Continue in this tab
      </ButtonLink>
    </CustomerPage>
  );
}
