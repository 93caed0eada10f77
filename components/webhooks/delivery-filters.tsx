"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { SearchInput } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { eventWords } from "./event-words";

const anything = "any";
const statusOptions = [
  { value: anything, label: "Any status" },
  { value: "pending", label: "Pending" },
  { value: "delivered", label: "Delivered" },
  { value: "failed", label: "Failed" },
];
const typeOptions = [
  { value: anything, label: "Any event" },
  ...eventWords.map(({ type }) => ({ value: type, label: type })),
];

/** Keeps the filters in the URL, so they can be shared and survive a reload. */
export function DeliveryFilters() {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const [pending, startTransition] = useTransition();
  const [text, setText] = useState(params.get("search") ?? "");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const set = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value && value !== anything) next.set(name, value);
    else next.delete(name);
    next.delete("after");
    startTransition(() => router.replace(`${path}?${next}`, { scroll: false }));
  };
  const search = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set("search", value.trim()), 300);
  };

  return (
    <search className="flex flex-wrap items-center gap-2">
      <SearchInput
        aria-label="Search by customer email, grant, event or delivery"
        placeholder="Customer email, grant or event ID"
        value={text}
        onChange={(event) => search(event.target.value)}
        className="w-full sm:w-72"
      />
      <Select
        size="sm"
        aria-label="Status"
        options={statusOptions}
        value={params.get("status") ?? anything}
        onValueChange={(value) => set("status", value)}
      />
      <Select
        size="sm"
        aria-label="Event"
        options={typeOptions}
        value={params.get("type") ?? anything}
        onValueChange={(value) => set("type", value)}
      />
      {pending && <Spinner className="text-ink-faint" />}
    </search>
  );
}
