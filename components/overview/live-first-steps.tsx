"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { readJson } from "@/components/live/read-json";
import { Callout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import type { FirstSteps as Steps } from "@/lib/overview/first-steps";
import { FirstSteps } from "./first-steps";

/** The checklist of one entitlement, read again every few seconds; goes away with the page that saw it done. */
export function LiveFirstSteps({
  slug,
  entitlementId,
  first,
  attach,
}: {
  slug: string;
  entitlementId: string;
  first?: Steps;
  attach?: ReactNode;
}) {
  const path = `/api/dashboard/${slug}/first-steps?${new URLSearchParams({ entitlement: entitlementId })}`;
  const { data, error } = useQuery({
    queryKey: [path],
    queryFn: () => readJson<Steps>(path),
    initialData: first,
    refetchInterval: 3_000,
  });
  if (data) return <FirstSteps slug={slug} steps={data} attach={attach} />;
  if (error) return <Callout look="problem">{error.message}</Callout>;
  return <Skeleton className="h-80" />;
}
