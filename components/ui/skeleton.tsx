import { cn } from "./class-names";

/** A placeholder in the size of the content to come; the page around it says "Loading" once. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-hover", className)} />;
}

/** The skeleton of a page with a list, for `loading.tsx`. */
export function ListSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" className="grid gap-5">
      <span className="sr-only">Loading</span>
      <div className="flex items-center justify-between">
        <Skeleton className="h-8 w-44" />
        <Skeleton className="h-9 w-32" />
      </div>
      <div className="overflow-hidden rounded-lg border bg-surface">
        {Array.from({ length: rows }, (_, row) => row).map((row) => (
          <div key={row} className="flex h-13 items-center gap-4 border-b px-4 last:border-b-0">
            <Skeleton className="size-7 rounded-full" />
            <Skeleton className="h-4 w-1/4" />
            <Skeleton className="h-4 w-1/6" />
            <Skeleton className="ml-auto h-4 w-20" />
          </div>
        ))}
      </div>
    </div>
  );
}
