"use client";
import { useActionState } from "react";
import { GoTo } from "@/components/connect/go-to";
import { Callout } from "@/components/ui/callout";
import { SubmitButton } from "@/components/ui/submit-button";

type BuySaid = { problem: string | null; checkout: string | null };

export function BuyForm(props: {
  productId: string;
  buy: (before: BuySaid, form: FormData) => Promise<BuySaid>;
}) {
  const [said, buy] = useActionState(props.buy, { problem: null, checkout: null });
  if (said.checkout) return <GoTo href={said.checkout}>Go on to payment</GoTo>;
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
