"use server";
import { type ActionResult, customerAction, orUnavailable } from "@/lib/actions";
import { GatehouseError } from "@/lib/errors";
import * as checkout from "@/lib/purchases/start-checkout";

/** Opens the payment provider's page; the browser goes to `url` by itself. */
export async function startCheckout(_: unknown, form: FormData): Promise<ActionResult<{ url: string }>> {
  return customerAction(async () => {
    const opened = checkout.startCheckout(String(form.get("product") ?? ""));
    const url = await orUnavailable(
      opened.catch(inBuyersWords),
      "The payment page could not be opened just now. Try again in a moment.",
    );
    return { url };
  });
}

/** Why the provider refused is for the merchant to know. */
function inBuyersWords(error: unknown): never {
  if (!(error instanceof GatehouseError)) throw error;
  if (error.code === "not_found") throw new GatehouseError("not_found", "This is not for sale any more.");
  throw new GatehouseError("unavailable", "The payment page could not be opened. Try again later.");
}
