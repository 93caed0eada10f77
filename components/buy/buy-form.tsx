"use client";
import { useActionState } from "react";
import { Callout } from "@/components/ui/callout";
import { SubmitButton } from "@/components/ui/submit-button";

type BuySaid = { problem: string | null };

export function BuyForm(props: {
  productId: string;
  buy: (before: BuySaid, form: FormData) => Promise<BuySaid>;
}) {
  const [said, buy] = useActionState(props.buy, { problem: null });
  return (
    <form action={buy} className="grid gap-3">
      <input type="hidden" name="product" value={props.productId} />
      <SubmitButton size="lg">Buy</SubmitButton>
      {said.problem && (
        <Callout look="problem" live>
          {said.problem}
        </Callout>
      )}
    </form>
  );
}
