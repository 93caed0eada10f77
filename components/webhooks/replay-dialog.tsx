"use client";
import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import { readJson } from "@/components/live/read-json";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useAction } from "@/components/ui/use-action";
import { startReplay } from "./actions";

const hour = 3_600_000;
const spans = [
  { value: "1", label: "The last hour", hours: 1 },
  { value: "24", label: "The last 24 hours", hours: 24 },
  { value: "72", label: "The last 3 days", hours: 72 },
  { value: "168", label: "The last 7 days", hours: 168 },
  { value: "exact", label: "Since a specific time…", hours: null },
];

/** Resends what failed since a time, after showing how many events that is. */
export function ReplayDialog({
  slug,
  endpointId,
  open,
  onOpenChange,
}: {
  slug: string;
  endpointId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const [span, setSpan] = useState("24");
  const [exact, setExact] = useState("");
  const [missed, setMissed] = useState(false);
  const missedId = useId();
  // Fixed while the dialog is open, so the events counted are the events sent.
  const since = useMemo(() => (open ? sinceOf(span, exact) : null), [open, span, exact]);
  const count = useCount(slug, endpointId, open ? since : null, missed);
  const start = useAction(startReplay, () => onOpenChange(false));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Resend failed events"
      description="Oldest first, each with its original ID and up to ten new attempts."
    >
      <Field label="Period">
        {(control) => <Select {...control} options={spans} value={span} onValueChange={setSpan} />}
      </Field>
      {span === "exact" && (
        <Field label="Since">
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={exact}
              onChange={(event) => setExact(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex gap-2.5">
        <Checkbox
          id={missedId}
          checked={missed}
          onCheckedChange={(next) => setMissed(next === true)}
          className="mt-0.5"
        />
        <label htmlFor={missedId}>
          Include events it never received
          <span className="block text-ink-soft text-sm">
            Events from while it was paused or before it was added.
          </span>
        </label>
      </div>
      <Problem>{start.refusal?.message}</Problem>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-ink-soft">
          {since === null ? "Choose a time" : count === null ? "Counting…" : countWords(count)}
        </p>
        <Button
          variant="primary"
          pending={start.pending}
          disabled={!since || !count}
          onClick={() => since && start.run(slug, endpointId, { since, missed })}
        >
          Resend{" "}
        </Button>
      </div>
    </Dialog>
  );
}

function countWords(count: number): string {
  if (count === 0) return "Nothing to send";
  return `${count.toLocaleString("en")} ${count === 1 ? "event" : "events"} to send`;
}

function sinceOf(span: string, exact: string): string | null {
  const hours = spans.find(({ value }) => value === span)?.hours;
  if (hours) return new Date(Date.now() - hours * hour).toISOString();
  const at = new Date(exact);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function useCount(slug: string, endpointId: string, since: string | null, missed: boolean): number | null {
  const query = new URLSearchParams({ since: since ?? "", missed: missed ? "1" : "0" });
  const path = `/api/dashboard/${slug}/webhooks/${endpointId}/replay?${query}`;
  const { data } = useQuery({
    queryKey: [path],
    queryFn: () => readJson<{ count: number }>(path),
    enabled: since !== null,
  });
  return data?.count ?? null;
}
