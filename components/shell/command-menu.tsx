"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import {
  CircleUser,
  FileText,
  KeyRound,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  Package,
  Search,
  Server,
  Sun,
  Webhook,
  Zap,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { readJson } from "@/components/live/read-json";
import { signOut } from "@/components/sign-in/actions";
import { Avatar } from "@/components/ui/avatar";
import { Kbd } from "@/components/ui/kbd";
import type { SearchHit } from "@/lib/overview/search-business";
import { navItems } from "./nav";
import { type PageAction, readPageActions } from "./page-actions";
import { pickTheme } from "./pick-theme";
import { addRecent, readRecent } from "./recent-items";

/** One line of the menu. */
type Choice = { id?: string; label: string; icon: LucideIcon; run: () => void };

const hint = "Find customers, products, pages, actions…";

export function CommandMenu({
  slug,
  mayChange,
  listens,
  onChosen,
}: {
  slug: string;
  mayChange: boolean;
  /** Whether this menu opens on ⌘K. Only one menu per page should. */
  listens: boolean;
  /** Closes what the menu stands in. */
  onChosen?: (() => void) | undefined;
}) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!listens) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [listens]);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="touchable flex h-8 w-full items-center gap-2.5 rounded-md border border-line-strong bg-surface px-2.5 text-ink-soft hover:bg-hover"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left">Search</span>
        <Kbd>⌘K</Kbd>
      </button>
      <Command.Dialog
        open={open}
        onOpenChange={setOpen}
        label={hint}
        shouldFilter={false}
        overlayClassName="fixed inset-0 z-50 bg-black/45 animate-fade-in"
        contentClassName="fixed inset-x-3 top-[12vh] z-[55] mx-auto max-w-xl animate-rise overflow-hidden rounded-xl border bg-raised shadow-raised"
      >
        <Inside
          slug={slug}
          mayChange={mayChange}
          close={() => {
            setOpen(false);
            onChosen?.();
          }}
        />
      </Command.Dialog>
    </>
  );
}

function Inside({ slug, mayChange, close }: { slug: string; mayChange: boolean; close: () => void }) {
  const [text, setText] = useState("");
  const [actions] = useState(readPageActions);
  const [recent] = useState(() => readRecent(slug));
  const router = useRouter();
  const search = text.trim();
  const found = useQuery({
    queryKey: ["search", slug, search],
    queryFn: () => readJson<SearchHit[]>(`/api/dashboard/${slug}/search?q=${encodeURIComponent(search)}`),
    enabled: search.length > 1,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
  const go = (href: string) => {
    close();
    router.push(href);
  };
  const openHit = (hit: SearchHit) => {
    addRecent(slug, hit);
    go(`/${slug}${hit.path}`);
  };
  const press = ({ element }: PageAction) => {
    close();
    // Only once the menu has given the focus back can what the button opens take it.
    setTimeout(() => element.click());
  };
  const isMeant = ({ label }: { label: string }) => label.toLowerCase().includes(search.toLowerCase());
  const hits = search.length > 1 ? (found.data ?? []) : recent.filter(isMeant);
  return (
    <>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={hint}
        className="h-12 w-full border-b bg-transparent px-4 text-lg outline-none placeholder:text-ink-faint"
      />
      <Command.List className="max-h-[60vh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-ink-soft">
          {found.isFetching ? "Searching…" : "No results"}
        </Command.Empty>
        <Group heading="On this page">
          {actions.filter(isMeant).map((action) => {
            const id = `action:${action.label}`;
            return <Row key={id} choice={{ id, label: action.label, icon: Zap, run: () => press(action) }} />;
          })}
        </Group>
        <Group heading={search.length > 1 ? "Found" : "Recent"}>
          {hits.map((hit) => (
            <Command.Item key={hit.id} value={hit.id} onSelect={() => openHit(hit)} className={row}>
              <Picture hit={hit} />
              <span className="min-w-0 flex-1 truncate">{hit.label}</span>
              <span className="max-w-[45%] truncate text-ink-soft text-sm">{hit.note}</span>
            </Command.Item>
          ))}
        </Group>
        <Group heading="Go to">
          {pagesFor(slug, mayChange)
            .filter(isMeant)
            .map(({ href, ...page }) => (
              <Row key={page.label} choice={{ ...page, run: () => go(href) }} />
            ))}
        </Group>
        <Group heading="Account">
          {accountChoices(go, close)
            .filter(isMeant)
            .map((choice) => (
              <Row key={choice.label} choice={choice} />
            ))}
        </Group>
      </Command.List>
    </>
  );
}

const row =
  "touchable flex cursor-default select-none items-center gap-3 rounded-md px-3 py-2 text-base data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-faint";

function Row({ choice: { label, id = label, icon: Icon, run } }: { choice: Choice }) {
  return (
    <Command.Item value={id} onSelect={run} className={row}>
      <Icon aria-hidden />
      {label}
    </Command.Item>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-soft [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

const pictures: Partial<Record<SearchHit["kind"], LucideIcon>> = {
  entitlement: KeyRound,
  product: Package,
  server: Server,
  endpoint: Webhook,
};

/** People by their initials, things by their sign in the sidebar. */
function Picture({ hit }: { hit: SearchHit }) {
  const Icon = pictures[hit.kind];
  if (!Icon) return <Avatar name={hit.label} className="size-6 text-[0.625rem]" />;
  return (
    <span className="grid size-6 shrink-0 place-items-center">
      <Icon aria-hidden />
    </span>
  );
}

function pagesFor(slug: string, mayChange: boolean) {
  const pages = navItems.map(({ path, label, icon }) => ({ href: `/${slug}${path}`, label, icon }));
  const deeper = navItems.flatMap(({ path, icon }) =>
    (deeperPages[path] ?? [])
      .filter(({ changes }) => mayChange || !changes)
      .map(({ part, label }) => ({ href: `/${slug}${path}${part}`, label, icon })),
  );
  return [...pages, ...deeper, { href: "/docs/api", label: "API reference", icon: FileText }];
}

const deeperPages: Record<string, { part: string; label: string; changes?: true }[]> = {
  "/entitlements": [{ part: "?new=1", label: "New entitlement", changes: true }],
  "/developers": [
    { part: "", label: "API keys" },
    { part: "/webhooks", label: "Webhook endpoints" },
    { part: "/webhooks/deliveries", label: "Webhook deliveries" },
  ],
  "/settings": [
    { part: "/team", label: "Team" },
    { part: "/payments", label: "Payment providers" },
    { part: "/email", label: "Emails" },
    { part: "/audit", label: "Audit log" },
  ],
};

function accountChoices(go: (href: string) => void, close: () => void): Choice[] {
  const themeChoice = (label: string, icon: LucideIcon, theme: Parameters<typeof pickTheme>[0]): Choice => ({
    label,
    icon,
    run: () => {
      close();
      void pickTheme(theme);
    },
  });
  return [
    { label: "Account, passkeys and devices", icon: CircleUser, run: () => go("/account") },
    themeChoice("Theme: follow the system", Monitor, "system"),
    themeChoice("Theme: light", Sun, "light"),
    themeChoice("Theme: dark", Moon, "dark"),
    { label: "Sign out", icon: LogOut, run: () => void signOut() },
  ];
}
