"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { readJson } from "./read-json";

type Run = { total: number; done: number; skipped: number; finished: boolean };

/** The progress of a background run, then its result. */
export function RunProgress({
  slug,
  runId,
  label,
  onClose,
}: {
  slug: string;
  runId: string;
  label: string;
  onClose?: () => void;
}) {
  const router = useRouter();
  const { data: run } = useQuery({
    queryKey: ["run", runId],
    queryFn: () => readJson<Run>(`/api/dashboard/${slug}/runs/${runId}`),
    refetchInterval: ({ state }) => (state.data?.finished ? false : 1000),
  });
  const finished = run?.finished ?? false;
  useEffect(() => {
    if (finished) router.refresh();
  }, [finished, router]);
  if (!run) return <Progress label={label} done={0} total={1} />;
  const { done, skipped, total } = run;
  if (!finished)
    return <Progress label={label} done={done + skipped} total={Math.max(total, done + skipped)} />;
  return (
    <p role="status" className="flex flex-wrap items-center gap-3">
      <span className="font-medium">Done.</span>
      <span className="text-ink-soft">
        {done.toLocaleString("en")} changed
        {skipped > 0 && `, ${skipped.toLocaleString("en")} unchanged`}.
      </span>
      {onClose && (
        <Button size="sm" variant="ghost" onClick={onClose} className="ml-auto">
          Close
        </Button>
      )}
    </p>
  );
}
