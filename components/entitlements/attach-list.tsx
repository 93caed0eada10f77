"use client";
import { type ReactNode, useState } from "react";
import { RunProgress } from "@/components/live/run-progress";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { Switch } from "@/components/ui/switch";
import { useAction } from "@/components/ui/use-action";
import type { Limit, PriceShown } from "@/lib/products/read-prices";
import { attachProduct, detachProduct } from "./actions";
import { AttachedPrices } from "./attached-prices";

type Attach = { existingToo: boolean; priceIds: string[] | null };

/** A product and an entitlement that may be attached to each other. */
export type Attachment = {
  entitlementId: string;
  productId: string;
  productName: string;
  /** What the switch does, for screen readers. */
  label: string;
  shown: ReactNode;
  /** Null: the product does not give it. */
  attached: Limit | null;
  prices: PriceShown[];
  /** People with a live purchase of the product, who may get the entitlement too. */
  customers: number;
};

/** The question whether existing customers get it too. */
type Asking = { attachment: Attachment; priceIds: string[] | null; customers: number };

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
  const [asking, setAsking] = useState<Asking>();
  const [changing, setChanging] = useState<{ key: string; attach: boolean }>();
  const [runId, setRunId] = useState<string | null>(null);
  const change = useAction(
    async (attachment: Attachment, attach: Attach | null) => {
      const { entitlementId, productId } = attachment;
      const result = attach
        ? await attachProduct(slug, entitlementId, productId, attach)
        : await detachProduct(slug, entitlementId, productId);
      await onChanged?.();
      return result;
    },
    (run) => setRunId(run.runId),
  );
  const start = (attachment: Attachment, attach: Attach | null) => {
    setAsking(undefined);
    setChanging({ key: keyOf(attachment), attach: attach !== null });
    change.run(attachment, attach);
  };
  const ask = (question: Asking) => {
    const { attachment, priceIds, customers } = question;
    if (customers > 0) setAsking(question);
    else start(attachment, { priceIds, existingToo: false });
  };
  const toggle = (attachment: Attachment, attach: boolean) => {
    const isAsked = asking && keyOf(asking.attachment) === keyOf(attachment);
    if (attach) ask({ attachment, priceIds: null, customers: attachment.customers });
    else if (isAsked && !attachment.attached) setAsking(undefined);
    else start(attachment, null);
  };
  return (
    <div className="grid gap-3">
      <ul className="divide-y overflow-hidden rounded-lg border border-line-strong bg-surface">
        {attachments.map((attachment) => {
          const key = keyOf(attachment);
          const isAsked = asking !== undefined && keyOf(asking.attachment) === key;
          const isChanging = change.pending && changing?.key === key;
          return (
            <li key={key} className="grid gap-3 px-4 py-3">
              <div className="flex min-h-8 items-center gap-3">
                <span className="min-w-0 flex-1">{attachment.shown}</span>
                {isChanging && <Spinner className="text-ink-faint" />}
                <Switch
                  aria-label={attachment.label}
                  checked={isChanging ? changing.attach : attachment.attached !== null || isAsked}
                  disabled={!mayChange || change.pending}
                  onCheckedChange={(next) => toggle(attachment, next)}
                />
              </div>
              {attachment.attached && !isAsked && isPriced(attachment) && (
                <AttachedPrices
                  prices={attachment.prices}
                  limit={attachment.attached}
                  disabled={!mayChange || change.pending}
                  onChoose={(priceIds) =>
                    ask({ attachment, priceIds, customers: customersGained(attachment, priceIds) })
                  }
                />
              )}
              {isAsked && (
                <ExistingCustomers
                  asking={asking}
                  onAnswer={(existingToo) => start(attachment, { priceIds: asking.priceIds, existingToo })}
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

/** Where there is one price only, there is nothing to say of prices. */
function isPriced({ prices, attached }: Attachment): boolean {
  return prices.length > 1 || (attached !== null && attached.priceIds !== null);
}

/** How many customers could get it, and do not as it is limited now. */
function customersGained({ prices, attached }: Attachment, priceIds: string[] | null): number {
  if (!attached?.priceIds) return 0;
  if (priceIds === null) return attached.customersLeftOut;
  const before = attached.priceIds;
  const added = prices.filter(({ id }) => priceIds.includes(id) && !before.includes(id));
  return Math.min(
    attached.customersLeftOut,
    added.reduce((sum, { customers }) => sum + customers, 0),
  );
}

function ExistingCustomers({
  asking: { attachment, customers },
  onAnswer,
}: {
  asking: Asking;
  onAnswer: (existingToo: boolean) => void;
}) {
  return (
    <fieldset aria-label="Existing customers" className="grid gap-2.5 rounded-lg bg-accent-soft p-3.5">
      <p>
        {attachment.productName} already has <b className="font-medium">{customerCount(customers)}</b>
        {attachment.attached ? " at other prices" : ""}. Should they get this too?
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
