"use client";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { readJson } from "@/components/live/read-json";
import { Avatar } from "@/components/ui/avatar";
import { Kbd } from "@/components/ui/kbd";
import type { SearchHit } from "@/lib/overview/search-business";
import { navItems } from "./nav";

const sections = { customer: "customers", grant: "grants", entitlement: "entitlements" } as const;

const row =
  "touchable flex cursor-default select-none items-center gap-3 rounded-md px-3 py-2 text-base data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-faint";

export function CommandMenu({
  slug,
  mayChange,
  listens,
}: {
  slug: string;
  mayChange: boolean;
  /** Whether this menu opens on ⌘K. Only one menu per page should. */
  listens: boolean;
}) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const router = useRouter();
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
  const search = text.trim();
  const found = useQuery({
    queryKey: ["search", slug, search],
    queryFn: () => readJson<SearchHit[]>(`/api/dashboard/${slug}/search?q=${encodeURIComponent(search)}`),
    enabled: open && search.length > 1,
    staleTime: 10_000,
  });
  const go = (href: string) => {
    setOpen(false);
    setText("");
    router.push(href);
  };
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
        label="Search pages, customers and grants"
        shouldFilter={false}
        overlayClassName="fixed inset-0 z-50 bg-black/45 animate-fade-in"
        contentClassName="fixed inset-x-3 top-[12vh] z-[55] mx-auto max-w-xl animate-rise overflow-hidden rounded-xl border bg-raised shadow-raised"
      >
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Search pages, customers and grants…"
          className="h-12 w-full border-b bg-transparent px-4 text-lg outline-none placeholder:text-ink-faint"
        />
        <Command.List className="max-h-[60vh] overflow-y-auto p-1.5">
          <Command.Empty className="px-3 py-6 text-center text-ink-soft">
            {found.isFetching ? "Searching…" : "No results"}
          </Command.Empty>
          {(found.data ?? []).map((hit) => (
            <Command.Item
              key={hit.id}
              value={hit.id}
              onSelect={() => go(`/${slug}/${sections[hit.kind]}/${hit.id}`)}
              className={row}
            >
              <Avatar name={hit.label} className="size-6 text-[0.625rem]" />
              <span className="min-w-0 flex-1 truncate">{hit.label}</span>
              <span className="truncate text-ink-soft text-sm">{hit.note}</span>
            </Command.Item>
          ))}
          {pagesFor(slug, search, mayChange).map(({ href, label, icon: Icon }) => (
            <Command.Item key={label} value={label} onSelect={() => go(href)} className={row}>
              <Icon aria-hidden />
              {label}
            </Command.Item>
          ))}
        </Command.List>
      </Command.Dialog>
    </>
  );
}

function pagesFor(slug: string, search: string, mayChange: boolean) {
  const pages = navItems.map(({ path, label, icon }) => ({ href: `/${slug}${path}`, label, icon }));
  const deeper = navItems.flatMap(({ path, icon }) =>
    (deeperPages[path] ?? [])
      .filter(({ changes }) => mayChange || !changes)
      .map(({ part, label }) => ({ href: `/${slug}${path}${part}`, label, icon })),
  );
  const wanted = search.toLowerCase();
  return [...pages, ...deeper].filter(({ label }) => label.toLowerCase().includes(wanted));
}

const deeperPages: Record<string, { part: string; label: string; changes?: true }[]> = {
  "/entitlements": [{ part: "?new=1", label: "New entitlement", changes: true }],
  "/developers": [
    { part: "", label: "API keys" },
    { part: "/webhooks", label: "Webhook endpoints" },
  ],
  "/settings": [
    { part: "/team", label: "Team" },
    { part: "/payments", label: "Payment providers" },
    { part: "/email", label: "Emails" },
    { part: "/audit", label: "Audit log" },
  ],
};
