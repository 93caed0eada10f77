"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { queryString } from "@/components/live/query-string";
import { readJson } from "@/components/live/read-json";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AffectedPerson } from "@/lib/attention/affected-people";
import type { CauseData } from "@/lib/attention/read-attention";

/** The people a problem concerns: the first few, and all of them on demand. Each opens the grant. */
export function AffectedList({ slug, cause }: { slug: string; cause: CauseData }) {
  const [all, setAll] = useState(false);
  const { code, guildId, entitlementId } = cause;
  const query = queryString({
    code,
    guild: guildId ?? undefined,
    entitlement: entitlementId ?? undefined,
  });
  const path = `/api/dashboard/${slug}/attention/people?${query}`;
  const { data, error, isFetching } = useQuery({
    queryKey: [path],
    queryFn: () => readJson<AffectedPerson[]>(path),
    enabled: all,
    refetchInterval: all ? 4_000 : false,
  });
  const people = all && data ? data : cause.people;
  if (people.length === 0) return null;
  return (
    <div className="grid gap-2">
      <ul aria-label="Customers" className="divide-y overflow-hidden rounded-lg border">
        {people.map((person) => (
          <li key={person.grantId}>
            <Link
              href={`/${slug}/grants/${person.grantId}`}
              className="touchable flex items-center gap-3 px-3 py-2 outline-offset-[-2px] hover:bg-hover"
            >
              <Avatar name={person.name} className="size-7" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{person.name}</span>
                <span className="block text-ink-soft text-sm">
                  {person.entitlement}
                  {person.stuck && " · still has access"}
                </span>
              </span>
              {person.since && <RelativeTime at={person.since} className="shrink-0 text-ink-soft text-sm" />}
            </Link>
          </li>
        ))}
      </ul>
      {cause.affected > cause.people.length && (
        <Button
          variant="ghost"
          size="sm"
          className="justify-self-start"
          aria-expanded={all}
          pending={all && isFetching && !data}
          onClick={() => setAll(!all)}
        >
          {all ? "Show fewer" : `Show all ${cause.affected.toLocaleString("en")}`}
        </Button>
      )}
      <ErrorLine>{error?.message}</ErrorLine>
    </div>
  );
}
