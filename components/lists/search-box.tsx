"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { SearchInput } from "@/components/ui/input";
import { useListAddress } from "./list-address";

const pauseMs = 250;

/** Searches once the person pauses typing, or leaves the field: later, it would undo what they open next. */
export function SearchBox({ label, className }: { label: string; className?: string }) {
  const router = useRouter();
  const { query, withParams } = useListAddress();
  const [text, setText] = useState(query.get("q") ?? "");
  const [pending, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (typed: string) => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const href = withParams({ q: typed.trim() || null });
    startTransition(() => router.replace(href, { scroll: false }));
  };
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(typed), pauseMs);
  };
  return (
    <SearchInput
      aria-label={label}
      aria-busy={pending || undefined}
      placeholder={label}
      value={text}
      onChange={(event) => type(event.target.value)}
      onBlur={() => timer.current !== undefined && search(text)}
      className={className ?? "w-full sm:w-72"}
    />
  );
}
