"use client";
import { type ReactNode, useState } from "react";
import { RunProgress } from "@/components/live/run-progress";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { Switch } from "@/components/ui/switch";
import { useAction } from "@/components/ui/use-action";
import { attachProduct, detachProduct } from "./actions";

/** A product and an entitlement that may be attached to each other. */
export type Attachment = {
  entitlementId: string;
  productId: string;
  productName: string;
  /** What the switch does, for screen readers. */
  label: string;
  shown: ReactNode;
  attached: boolean;
  /** People with a live purchase of the product, who may get the entitlement too. */
  customers: number;
};

/** A switch for each attachment. If the product already has customers, it asks whether they get it too. */
export function AttachList({
  slug,
  attachments,
  mayChange,
  onChanged,
}: {
  slug: string;
  attachments: Attachment[];
  mayChange: boolean;
  /** Awaited before the switches show the new state. */
  onChanged?: () => Promise<void>;
}) {
  const [asking, setAsking] = useState<Attachment>();
  const [changing, setChanging] = useState<{ key: string; attach: boolean }>();
  const [runId, setRunId] = useState<string | null>(null);
  const change = useAction(
    async (attachment: Attachment, attach: boolean, existingToo: boolean) => {
      const { entitlementId, productId } = attachment;
      const result = attach
        ? await attachProduct(slug, entitlementId, productId, { existingToo, priceIds: null })
        : await detachProduct(slug, entitlementId, productId);
      await onChanged?.();
      return result;
    },
    (run) => setRunId(run.runId),
  );
  const start = (attachment: Attachment, attach: boolean, existingToo: boolean) => {
    setAsking(undefined);
    setChanging({ key: keyOf(attachment), attach });
    change.run(attachment, attach, existingToo);
  };
  const toggle = (attachment: Attachment, attach: boolean) => {
    const isAsked = asking && keyOf(asking) === keyOf(attachment);
    if (attach && attachment.customers > 0) setAsking(attachment);
    else if (isAsked) setAsking(undefined);
    else start(attachment, attach, false);
  };
  return (
    <div className="grid gap-3">
      <ul className="divide-y overflow-hidden rounded-lg border border-line-strong bg-surface">
        {attachments.map((attachment) => {
          const key = keyOf(attachment);
          const isAsked = asking !== undefined && keyOf(asking) === key;
          const isChanging = change.pending && changing?.key === key;
          return (
            <li key={key} className="grid gap-3 px-4 py-3">
              <div className="flex min-h-8 items-center gap-3">
                <span className="min-w-0 flex-1">{attachment.shown}</span>
                {isChanging && <Spinner className="text-ink-faint" />}
                <Switch
                  aria-label={attachment.label}
                  checked={isChanging ? changing.attach : attachment.attached || isAsked}
                  disabled={!mayChange || change.pending}
                  onCheckedChange={(next) => toggle(attachment, next)}
                />
              </div>
              {isAsked && (
                <ExistingCustomers
                  attachment={attachment}
                  onAnswer={(existingToo) => start(attachment, true, existingToo)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {runId && (
        <RunProgress
          slug={slug}
          runId={runId}
          label="Giving access to existing customers"
          onClose={() => setRunId(null)}
        />
      )}
      <Problem>{change.refusal?.message}</Problem>
    </div>
  );
}

function keyOf({ entitlementId, productId }: Attachment): string {
  return `${entitlementId} ${productId}`;
}

function ExistingCustomers({
  attachment,
  onAnswer,
}: {
  attachment: Attachment;
  onAnswer: (existingToo: boolean) => void;
}) {
  const { customers, productName } = attachment;
  return (
    <fieldset aria-label="Existing customers" className="grid gap-2.5 rounded-lg bg-accent-soft p-3.5">
      <p>
        {productName} already has <b className="font-medium">{customerCount(customers)}</b>. Should they get
        this too?
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="primary" onClick={() => onAnswer(true)}>
          Give it to all {customers.toLocaleString("en")}
        </Button>
        <Button size="sm" onClick={() => onAnswer(false)}>
          Only new customers
        </Button>
      </div>
    </fieldset>
  );
}

export function customerCount(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "customer" : "customers"}`;
}
