import { CustomerForm } from "@/components/connect/customer-form";
import { SendButton } from "@/components/connect/send-button";
import { startCheckout } from "./actions";

export function BuyForm({ productId, priceId }: { productId: string; priceId: string | null }) {
  return (
    <CustomerForm action={startCheckout}>
      <input type="hidden" name="product" value={productId} />
      {priceId && <input type="hidden" name="price" value={priceId} />}
      <SendButton>Buy</SendButton>
    </CustomerForm>
  );
}
