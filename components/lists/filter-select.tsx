"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Select } from "@/components/ui/select";
import { useListAddress } from "./list-address";

/** Radix has no empty value. */
const anything = "any";

/** A filter with many choices. `all` is the label of having none, like "Any product". */
export function FilterSelect({
  name,
  label,
  all,
  choices,
}: {
  name: string;
  label: string;
  all: string;
  choices: readonly { value: string; label: string }[];
}) {
  const router = useRouter();
  const { query, withParams } = useListAddress();
  const [pending, startTransition] = useTransition();
  return (
    <Select
      size="sm"
      aria-label={label}
      aria-busy={pending || undefined}
      className="max-w-56"
      options={[{ value: anything, label: all }, ...choices]}
      value={query.get(name) ?? anything}
      onValueChange={(value) => {
        const href = withParams({ [name]: value === anything ? null : value });
        startTransition(() => router.replace(href, { scroll: false }));
      }}
    />
  );
}
