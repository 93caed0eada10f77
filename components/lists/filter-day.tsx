"use client";
import { useRouter } from "next/navigation";
import { useId } from "react";
import { Input } from "@/components/ui/input";
import { useListAddress } from "./list-address";

/** A filter by day, kept in the URL like `?from=2026-11-25`. */
export function FilterDay({ name, label }: { name: string; label: string }) {
  const id = useId();
  const router = useRouter();
  const { query, withParams } = useListAddress();
  const day = query.get(name) ?? "";
  return (
    <div className="flex items-center gap-1.5">
      <label htmlFor={id} className="text-ink-soft text-sm">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        className="h-8 w-36 text-sm"
        // The back button and "Clear filters" bring another day.
        key={day}
        defaultValue={day}
        onChange={({ target }) =>
          router.replace(withParams({ [name]: target.value || null }), { scroll: false })
        }
      />
    </div>
  );
}
