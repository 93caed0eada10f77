import { ArrowRight, ExternalLink, Eye, Inbox, ShoppingBag, Store } from "lucide-react";
import Link from "next/link";
import { redirect } from "next/navigation";
import { StaffDocument } from "@/components/shell/staff-document";
import { signInDemo } from "@/components/sign-in/actions";
import { BrandMark, DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";
import { homeOf, presentPerson } from "@/lib/auth";
import { env } from "@/lib/env";

export default async function FrontPage() {
  const person = await presentPerson();
  const { DEMO_MODE, SANDBOX_URL } = env();
  if (!DEMO_MODE) redirect(person ? await homeOf(person) : "/sign-in");
  return (
    <StaffDocument>
      <main className="mx-auto grid min-h-dvh w-full max-w-5xl content-center gap-10 px-5 py-14 sm:gap-14">
        <header className="grid max-w-2xl gap-5">
          <p className="flex items-center gap-2.5 font-semibold text-lg">
            <BrandMark className="size-8" /> Gatehouse
          </p>
          <h1 className="font-semibold text-3xl tracking-tight sm:text-[2.75rem] sm:leading-[1.1]">
            They pay, they're in. The purchase ends, they're out.
          </h1>
          <p className="text-ink-soft text-lg">
            Gatehouse gives paying customers their role on your Discord server and removes it when the
            purchase ends. This is a demo: everything is real except Discord, the email and the shop, which
            the sandbox simulates.
          </p>
        </header>
        <div className="grid gap-4 sm:grid-cols-2">
          <Door
            email="merchant@demo.test"
            icon={<Store aria-hidden />}
            title="Sign in as the merchant"
            text="Connect a server, create an entitlement, attach it to a product, watch a customer get in."
            primary
          />
          <Door
            email="viewer@demo.test"
            icon={<Eye aria-hidden />}
            title="Sign in as a viewer"
            text="See everything, change nothing: the view for a support colleague."
          />
        </div>
        <footer className="grid gap-3 border-t pt-6">
          <p className="font-medium">See the other side in the sandbox</p>
          <ul className="flex flex-wrap gap-2">
            <SandboxLink
              href={`${SANDBOX_URL}/shop`}
              icon={<ShoppingBag aria-hidden />}
              label="Shop: buy something"
            />
            <SandboxLink
              href={`${SANDBOX_URL}/inbox`}
              icon={<Inbox aria-hidden />}
              label="Inbox: read the email"
            />
            <SandboxLink
              href={`${SANDBOX_URL}/discord`}
              icon={<DiscordMark />}
              label="Discord: see the server"
            />
            <li>
              <Link href="/portal" className={buttonClass({}, "max-sm:w-full")}>
                Customer portal <ArrowRight aria-hidden />
              </Link>
            </li>
          </ul>
          <p className="text-ink-soft text-sm">
            Email links work too:{" "}
            <Link href="/sign-in" className="font-medium text-accent-ink underline underline-offset-2">
              sign in by email
            </Link>{" "}
            and open it in the sandbox's inbox.
          </p>
        </footer>
      </main>
    </StaffDocument>
  );
}

function Door(props: {
  email: string;
  icon: React.ReactNode;
  title: string;
  text: string;
  primary?: boolean;
}) {
  return (
    <form
      action={signInDemo}
      className="grid content-between gap-5 rounded-xl border bg-surface p-6 shadow-card [&_svg]:size-5"
    >
      <input type="hidden" name="email" value={props.email} />
      <div className="grid gap-1.5">
        <span className="mb-2 text-accent-ink">{props.icon}</span>
        <p className="text-ink-soft">{props.text}</p>
        <p className="font-mono text-ink-soft text-sm">{props.email}</p>
      </div>
      <SubmitButton size="lg" variant={props.primary ? "primary" : "secondary"}>
        {props.title}
      </SubmitButton>
    </form>
  );
}

function SandboxLink({ href, icon, label }: { href: string; icon: React.ReactNode; label: string }) {
  return (
    <li className="max-sm:w-full">
      <a href={href} target="_blank" rel="noreferrer" className={buttonClass({}, "max-sm:w-full")}>
        {icon}
        {label}
        <ExternalLink aria-hidden />
        <span className="sr-only">(opens in a new tab)</span>
      </a>
    </li>
  );
}
