"use client";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Badge } from "@/components/ui/status";
import type { Limit, PriceShown } from "@/lib/products/read-prices";

/** With which prices of the product an entitlement is given, and the ways to change that. */
export function AttachedPrices({
  prices,
  limit,
  disabled,
  onChoose,
}: {
  prices: PriceShown[];
  limit: Limit;
  disabled: boolean;
  onChoose: (priceIds: string[] | null) => void;
}) {
  const [choosing, setChoosing] = useState(false);
  const { priceIds } = limit;
  if (choosing)
    return (
      <ChoosePrices
        prices={prices}
        chosen={priceIds ?? prices.map(({ id }) => id)}
        onCancel={() => setChoosing(false)}
        onChoose={(chosen) => {
          setChoosing(false);
          onChoose(chosen.length === prices.length ? null : chosen);
        }}
      />
    );
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-soft text-sm">
      <span className="min-w-0">
        {priceIds ? `Only with ${wordsOf(prices, priceIds)}` : "With every price"}
      </span>
      {!disabled && (
        <span className="flex flex-wrap gap-2">
          {priceIds && (
            <Button size="sm" onClick={() => onChoose(null)}>
              Give it with every price
            </Button>
          )}
          {prices.length > 1 && (
            <Button size="sm" variant="ghost" onClick={() => setChoosing(true)}>
              Choose prices
            </Button>
          )}
        </span>
      )}
    </div>
  );
}

function wordsOf(prices: PriceShown[], priceIds: string[]): string {
  const named = prices.filter(({ id }) => priceIds.includes(id)).map(priceLabel);
  return named.length > 0 ? named.join(" or ") : "a price that is gone";
}

function priceLabel({ name, words }: PriceShown): string {
  return name ? `${name} (${words})` : words;
}

function ChoosePrices({
  prices,
  chosen: before,
  onCancel,
  onChoose,
}: {
  prices: PriceShown[];
  chosen: string[];
  onCancel: () => void;
  onChoose: (priceIds: string[]) => void;
}) {
  const [chosen, setChosen] = useState(before);
  const id = useId();
  const toggle = (priceId: string, on: boolean) =>
    setChosen((now) => (on ? [...now, priceId] : now.filter((one) => one !== priceId)));
  return (
    <fieldset aria-label="Prices that give it" className="grid gap-2.5 rounded-lg bg-accent-soft p-3.5">
      {prices.map((price) => (
        <label key={price.id} htmlFor={`${id}${price.id}`} className="flex items-center gap-2.5">
          <Checkbox
            id={`${id}${price.id}`}
            checked={chosen.includes(price.id)}
            onCheckedChange={(on) => toggle(price.id, on === true)}
          />
          <span className="min-w-0">{priceLabel(price)}</span>
          {price.archived && <Badge>Archived</Badge>}
        </label>
      ))}
      <p className="text-ink-soft text-sm">
        Who has it already keeps it until their purchase ends or moves to another price.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="primary" disabled={chosen.length === 0} onClick={() => onChoose(chosen)}>
          Save prices
        </Button>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </fieldset>
  );
}
