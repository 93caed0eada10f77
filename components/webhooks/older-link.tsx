"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { ButtonLink } from "@/components/ui/button-link";

/** Links to older rows and back to the newest, keeping the rest of the URL. */
export function OlderLink({ after, isFirst }: { after: string | undefined; isFirst: boolean }) {
  const path = usePathname();
  const params = useSearchParams();
  if (!after && isFirst) return null;
  const hrefTo = (value: string | undefined) => {
    const next = new URLSearchParams(params);
    if (value) next.set("after", value);
    else next.delete("after");
    return `${path}?${next}`;
  };
  return (
    <nav aria-label="Pages" className="flex justify-between gap-2">
      {isFirst ? <span /> : <ButtonLink href={hrefTo(undefined)}>Newest</ButtonLink>}
      {after && <ButtonLink href={hrefTo(after)}>Older</ButtonLink>}
    </nav>
  );
}
