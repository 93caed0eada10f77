"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { type ActionResult, customerAction, orUnavailable } from "@/lib/actions";
import { GatehouseError } from "@/lib/errors";
import * as thanks from "@/lib/portal/thanks-page";
import * as checkout from "@/lib/purchases/start-checkout";

/** Starts a checkout and leads to the payment provider. */
export async function startCheckout(_: unknown, form: FormData): Promise<ActionResult> {
  return customerAction(async () => {
    const opened = checkout.startCheckout(
      String(form.get("product") ?? ""),
      form.has("price") ? String(form.get("price")) : null,
      await keepBrowserValue(),
    );
    const url = await orUnavailable(
      opened.catch(inBuyersWords),
      "We couldn't open the payment page just now. Try again in a moment.",
    );
    redirect(url);
  }, "checkout");
}

/** "Join now" after paying: leads to Discord, or shows the page as it is now. */
export async function joinNow(_: unknown, form: FormData): Promise<ActionResult> {
  return customerAction(async () => {
    const url = await thanks.joinNow(String(form.get("checkout") ?? ""), await keepBrowserValue());
    if (url) redirect(url);
    refresh();
    return null;
  }, "connect");
}

/** The provider's reason is for the merchant, not the buyer. */
function inBuyersWords(error: unknown): never {
  if (!(error instanceof GatehouseError)) throw error;
  if (error.code === "too_many_requests") throw error;
  if (error.code === "not_found") throw new GatehouseError("not_found", "This is no longer for sale.");
  throw new GatehouseError("unavailable", "We couldn't open the payment page. Try again later.");
}
