"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { SearchInput } from "@/components/ui/input";

/** Keeps the search in the URL (`?q=`), so it can be shared and survives a reload. */
export function SearchBox({ label, className }: { label: string; className?: string }) {
  const router = useRouter();
  const path = usePathname();
  const query = useSearchParams();
  const [text, setText] = useState(query.get("q") ?? "");
  const [, startTransition] = useTransition();
  const shown = useRef(text);
  useEffect(() => {
    if (text === shown.current) return;
    const timer = setTimeout(() => {
      shown.current = text;
      const next = new URLSearchParams(query);
      next.delete("after");
      if (text.trim()) next.set("q", text.trim());
      else next.delete("q");
      startTransition(() => router.replace(`${path}?${next}`, { scroll: false }));
    }, 250);
    return () => clearTimeout(timer);
  }, [text, query, path, router]);
  return (
    <SearchInput
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      className={className ?? "w-full sm:w-72"}
    />
  );
}
