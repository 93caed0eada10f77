"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, useTransition } from "react";
import { readJson } from "@/components/live/read-json";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { Switch } from "@/components/ui/switch";
import { attachProduct, detachProduct } from "./actions";

export type AttachChoice = {
  id: string;
  name: string;
  price: string;
  attached: boolean;
  /** People with a live purchase of it: they may get it too, or not. */
  active: number;
};

/** Every product with a switch. Where a product has customers already, the question whether they get it too. */
export function AttachProducts({ slug, entitlementId }: { slug: string; entitlementId: string }) {
  const client = useQueryClient();
  const path = `/api/dashboard/${slug}/entitlements/${entitlementId}/products`;
  const { data, error } = useQuery({ queryKey: [path], queryFn: () => readJson<AttachChoice[]>(path) });
  const [asking, setAsking] = useState<AttachChoice>();
  const [problem, setProblem] = useState<string>();
  const [told, setTold] = useState<string>();
  const [busy, setBusy] = useState<{ id: string; attach: boolean }>();
  const [, startTransition] = useTransition();

  const change = (product: AttachChoice, attach: boolean, giveExisting: boolean) =>
    startTransition(async () => {
      setBusy({ id: product.id, attach });
      setAsking(undefined);
      const answer = attach
        ? await attachProduct(slug, entitlementId, product.id, giveExisting)
        : await detachProduct(slug, entitlementId, product.id);
      setProblem(answer.ok ? undefined : answer.message);
      setTold(
        answer.ok && giveExisting ? `${people(product.active)} of ${product.name} get it now.` : undefined,
      );
      await client.invalidateQueries({ queryKey: [path] });
      setBusy(undefined);
    });

  if (error) return <Callout look="problem">{error.message}</Callout>;
  if (!data) return <Waiting />;
  if (data.length === 0)
    return (
      <Callout title="No products yet">
        Connect a payment provider in Settings → Payment providers, or make a product through the API. Then
        attach this entitlement to it.
      </Callout>
    );
  return (
    <div className="grid gap-3">
      <ul className="divide-y overflow-hidden rounded-lg border border-line-strong bg-surface">
        {data.map((product) => (
          <li key={product.id} className="grid gap-3 px-4 py-3">
            <div className="flex min-h-8 items-center gap-3">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{product.name}</span>
                <span className="block text-ink-soft text-sm">
                  {product.price}
                  {product.active > 0 && ` · ${people(product.active)}`}
                </span>
              </span>
              {busy?.id === product.id && <Spinner className="text-ink-faint" />}
              <Switch
                aria-label={`${product.name} gives this`}
                checked={
                  busy?.id === product.id ? busy.attach : product.attached || asking?.id === product.id
                }
                disabled={busy !== undefined}
                onCheckedChange={(next) => {
                  if (next && product.active > 0) setAsking(product);
                  else if (asking?.id === product.id) setAsking(undefined);
                  else change(product, next, false);
                }}
              />
            </div>
            {asking?.id === product.id && (
              <fieldset
                aria-label="Existing customers"
                className="grid gap-2.5 rounded-lg bg-accent-soft p-3.5"
              >
                <p>
                  <b className="font-medium">{people(product.active)}</b> of {product.name} bought it before.
                  Do they get this too?
                </p>
                <div className="flex flex-wrap gap-2">
                  <Button size="sm" variant="primary" onClick={() => change(product, true, true)}>
                    Give it to all {product.active.toLocaleString("en")}
                  </Button>
                  <Button size="sm" onClick={() => change(product, true, false)}>
                    Only new customers
                  </Button>
                </div>
              </fieldset>
            )}
          </li>
        ))}
      </ul>
      {told && (
        <Callout look="success" live>
          {told} Those who have not connected Discord get the mail.
        </Callout>
      )}
      {problem && (
        <Callout look="problem" live>
          {problem}
        </Callout>
      )}
    </div>
  );
}

function people(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "customer" : "customers"}`;
}

function Waiting() {
  return (
    <div role="status" className="grid gap-2">
      <span className="sr-only">Loading products</span>
      <Skeleton className="h-14" />
      <Skeleton className="h-14" />
    </div>
  );
}
