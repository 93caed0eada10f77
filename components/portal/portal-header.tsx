import { ArrowLeft, LogOut } from "lucide-react";
import { SendButton } from "@/components/connect/send-button";

export function PortalHeader(props: {
  email: string;
  returnUrl: string | null;
  signOut: () => Promise<void>;
}) {
  const back = webAddress(props.returnUrl);
  return (
    <header className="grid gap-3">
      {back && (
        <a
          href={back.href}
          rel="noreferrer"
          className="touchable inline-flex items-center gap-1.5 justify-self-start text-ink-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          Back to {back.hostname}
        </a>
      )}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="font-semibold text-2xl tracking-tight">Your access</h1>
          <p className="break-all text-ink-soft">Signed in as {props.email}</p>
        </div>
        <form action={props.signOut}>
          <SendButton variant="secondary" size="md" icon={<LogOut aria-hidden />}>
            Sign out
          </SendButton>
        </form>
      </div>
    </header>
  );
}

/** The merchant's return URL, if it's a web address. */
function webAddress(text: string | null): URL | null {
  const url = text && URL.canParse(text) ? new URL(text) : null;
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}
