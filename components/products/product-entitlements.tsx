"use client";
import Link from "next/link";
import { useState, useTransition } from "react";
import { attachProduct, detachProduct } from "@/components/entitlements/actions";
import { RunProgress } from "@/components/live/run-progress";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { RoleName } from "@/components/ui/role-dot";
import { Switch } from "@/components/ui/switch";

type Choice = {
  id: string;
  name: string;
  server: string;
  role: { name: string; color: number } | null;
  attached: boolean;
};
type Product = { id: string; name: string; customers: number };

/** Every entitlement with a switch; the other end of the same question as on the entitlement. */
export function ProductEntitlements({
  slug,
  product,
  choices,
  mayChange,
}: {
  slug: string;
  product: Product;
  choices: Choice[];
  mayChange: boolean;
}) {
  const [asking, setAsking] = useState<string>();
  const [runId, setRunId] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [going, setGoing] = useState<{ id: string; attach: boolean }>();
  const [pending, startTransition] = useTransition();
  const change = (id: string, attach: boolean, existingToo: boolean) => {
    setAsking(undefined);
    setGoing({ id, attach });
    startTransition(async () => {
      const answer = attach
        ? await attachProduct(slug, id, product.id, existingToo)
        : await detachProduct(slug, id, product.id);
      setProblem(answer.ok ? undefined : answer.message);
      if (answer.ok && answer.value?.runId) setRunId(answer.value.runId);
    });
  };
  const customers = `${product.customers.toLocaleString("en")} ${product.customers === 1 ? "customer" : "customers"}`;
  if (choices.length === 0)
    return (
      <p className="text-ink-soft">
        There is no entitlement yet.{" "}
        <Link href={`/${slug}/entitlements?new=1`} className="text-accent-ink underline underline-offset-2">
          Make the first one
        </Link>
      </p>
    );
  return (
    <div className="grid gap-3">
      <ul className="divide-y overflow-hidden rounded-lg border">
        {choices.map((choice) => (
          <li key={choice.id} className="grid gap-3 px-4 py-3">
            <div className="flex items-center gap-3">
              <span className="min-w-0 flex-1">
                <Link href={`/${slug}/entitlements/${choice.id}`} className="font-medium hover:underline">
                  {choice.name}
                </Link>
                <span className="flex flex-wrap items-center gap-x-2 text-ink-soft text-sm">
                  {choice.server} <span aria-hidden>·</span>
                  {choice.role ? (
                    <RoleName name={choice.role.name} color={choice.role.color} />
                  ) : (
                    "Membership only"
                  )}
                </span>
              </span>
              <Switch
                aria-label={`${product.name} gives ${choice.name}`}
                checked={
                  pending && going?.id === choice.id ? going.attach : choice.attached || asking === choice.id
                }
                disabled={!mayChange || pending}
                onCheckedChange={(next) => {
                  if (next && product.customers > 0) setAsking(choice.id);
                  else if (asking === choice.id) setAsking(undefined);
                  else change(choice.id, next, false);
                }}
              />
            </div>
            {asking === choice.id && (
              <fieldset
                aria-label="Existing customers"
                className="grid gap-2.5 rounded-lg bg-accent-soft p-3.5"
              >
                <p>{customers} bought it before. Do they get this too?</p>
                <div className="flex flex-wrap gap-2">
                  <Button size="sm" variant="primary" onClick={() => change(choice.id, true, true)}>
                    Give it to all {product.customers.toLocaleString("en")}
                  </Button>
                  <Button size="sm" onClick={() => change(choice.id, true, false)}>
                    Only new customers
                  </Button>
                </div>
              </fieldset>
            )}
          </li>
        ))}
      </ul>
      {runId && (
        <RunProgress
          slug={slug}
          runId={runId}
          label="Giving it to customers"
          onClose={() => setRunId(undefined)}
        />
      )}
      {problem && (
        <Callout look="problem" live>
          {problem}
        </Callout>
      )}
    </div>
  );
}
