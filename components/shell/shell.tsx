"use client";
import { Menu as MenuIcon, X } from "lucide-react";
import Link from "next/link";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { BrandMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import { TooltipProvider } from "@/components/ui/tooltip";
import { type BusinessChoice, BusinessSwitch } from "./business-switch";
import { CommandMenu } from "./command-menu";
import { ListKeys } from "./list-keys";
import { NavLinks } from "./nav-links";
import type { Theme } from "./pick-theme";
import { UserMenu } from "./user-menu";

export type ShellProps = {
  business: BusinessChoice;
  businesses: BusinessChoice[];
  person: { email: string; name: string | null };
  role: string;
  theme: Theme;
  attention: number;
  invitations: number;
};

/** Sidebar on wide screens, a bar with a drawer on phones. */
export function Shell({ children, ...props }: ShellProps & { children: ReactNode }) {
  const [drawer, setDrawer] = useState(false);
  return (
    <TooltipProvider delayDuration={250}>
      <div className="lg:grid lg:grid-cols-[15rem_1fr]">
        <a
          href="#content"
          className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to content
        </a>
        <ListKeys />
        <aside className="sticky top-0 hidden h-dvh flex-col gap-3 border-r bg-surface px-3 py-3 lg:flex">
          <Inside {...props} />
        </aside>
        <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-surface px-3 lg:hidden">
          <Dialog.Root open={drawer} onOpenChange={setDrawer}>
            <Dialog.Trigger aria-label="Menu" className={buttonClass({ variant: "ghost", size: "icon" })}>
              <MenuIcon aria-hidden />
            </Dialog.Trigger>
            <Dialog.Portal>
              <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-black/45" />
              <Dialog.Content
                aria-describedby={undefined}
                className="fixed inset-y-0 left-0 z-50 flex w-72 animate-slide-in-left flex-col gap-3 border-r bg-surface px-3 py-3"
              >
                <Dialog.Title className="sr-only">Menu</Dialog.Title>
                <Dialog.Close
                  aria-label="Close menu"
                  className={buttonClass({ variant: "ghost", size: "icon" }, "self-end")}
                >
                  <X aria-hidden />
                </Dialog.Close>
                <Inside {...props} onFollow={() => setDrawer(false)} />
              </Dialog.Content>
            </Dialog.Portal>
          </Dialog.Root>
          <Link
            href={`/${props.business.slug}`}
            className="touchable flex min-w-0 items-center gap-2 font-semibold"
          >
            <BrandMark /> <span className="truncate">{props.business.name}</span>
          </Link>
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 outline-none">
          <div className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-8 sm:py-8">{children}</div>
        </main>
      </div>
    </TooltipProvider>
  );
}

function Inside({ onFollow, ...props }: ShellProps & { onFollow?: () => void }) {
  return (
    <>
      <BusinessSwitch current={props.business} businesses={props.businesses} />
      <CommandMenu
        slug={props.business.slug}
        mayChange={props.role !== "viewer"}
        listens={!onFollow}
        onChosen={onFollow}
      />
      <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto">
        <NavLinks
          slug={props.business.slug}
          attention={props.attention}
          {...(onFollow ? { onFollow } : {})}
        />
      </nav>
      <UserMenu person={props.person} role={props.role} theme={props.theme} invitations={props.invitations} />
    </>
  );
}
