import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import type { ClaimLinkPage } from "@/lib/portal/claim-link-page";
import { CustomerPage, Lead } from "./customer-page";
import { NewLinkForm } from "./new-link-form";
import { OpenDiscord } from "./open-discord";
import { ServerAndRole } from "./server-and-role";
import { SupportLine } from "./support-line";

type Props = { link: ClaimLinkPage };

export function LinkWorks({ link, href }: Props & { href: string }) {
  return (
    <CustomerPage
      merchant={link.business}
      title="Join the Discord"
      footer={<SupportLine business={link.business} />}
    >
      <ServerAndRole server={link.server} gives={link.role} />
      <Lead>Connect your Discord account once and you're in.</Lead>
      {/* A plain link, because Next's Link would prefetch it. */}
      <a href={href} className={buttonClass({ variant: "discord", size: "lg" })}>
        <DiscordMark />
        Connect Discord
      </a>
    </CustomerPage>
  );
}

export function LinkExpired({ link, token }: Props & { token: string }) {
  return (
    <CustomerPage
      merchant={link.business}
      title="This link has expired"
      footer={<SupportLine business={link.business} />}
    >
      <ServerAndRole server={link.server} gives={link.role} />
      <NewLinkForm token={token} />
    </CustomerPage>
  );
}

export function AlreadyConnected({ link }: Props) {
  return (
    <CustomerPage
      merchant={link.business}
      title="Already connected"
      footer={<SupportLine business={link.business} />}
    >
      <ServerAndRole server={link.server} gives={link.role} />
      <Lead>A Discord account is already connected, so you don't need this link any more.</Lead>
      <OpenDiscord url={link.server.url} />
      <div className="grid gap-2 border-t pt-4 text-center text-ink-soft">
        <p>Not your account, or not in the server?</p>
        <a href="/portal" className={buttonClass({ size: "lg" })}>
          See your access
        </a>
      </div>
    </CustomerPage>
  );
}

export function LinkEnded({ link }: Props) {
  return (
    <CustomerPage
      merchant={link.business}
      title="This access has ended"
      footer={<SupportLine business={link.business} />}
    >
      <ServerAndRole server={link.server} gives={link.role} />
      <Lead>The purchase behind this link no longer gives access.</Lead>
      <a href="/portal" className={buttonClass({ size: "lg" })}>
        See what you have
      </a>
    </CustomerPage>
  );
}

export function LinkUnknown() {
  return (
    <CustomerPage merchant={null} title="This link doesn't work">
      <Lead>
        A newer email may have replaced it, or part of it got lost. Use the link in the latest email, or sign
        in with the email address you paid with.
      </Lead>
      <a href="/portal" className={buttonClass({ variant: "primary", size: "lg" })}>
        Sign in to see your access
      </a>
    </CustomerPage>
  );
}
