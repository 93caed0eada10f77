"use client";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { startCheckout } from "./actions";
import { LeaveSite } from "./leave-site";

export function BuyForm({ productId, priceId }: { productId: string; priceId: string | null }) {
  const form = useActionForm(startCheckout);
  if (form.value) return <LeaveSite href={form.value.url}>Continue to payment</LeaveSite>;
  return (
    <ActionForm form={form} className="grid gap-3">
      <input type="hidden" name="product" value={productId} />
      {priceId && <input type="hidden" name="price" value={priceId} />}
      <SubmitButton size="lg">Buy</SubmitButton>
      <FormProblem />
    </ActionForm>
  );
}
