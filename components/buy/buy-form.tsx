import { CustomerForm } from "@/components/connect/customer-form";
import { SendButton } from "@/components/connect/send-button";
import type { Texts } from "@/lib/languages/texts";
import { startCheckout } from "./actions";

export function BuyForm(props: { texts: Texts; productId: string; priceId: string | null }) {
  const { texts, productId, priceId } = props;
  return (
    <CustomerForm action={startCheckout}>
      <input type="hidden" name="product" value={productId} />
      {priceId && <input type="hidden" name="price" value={priceId} />}
      <SendButton>{texts.t("buy.button")}</SendButton>
    </CustomerForm>
  );
}
