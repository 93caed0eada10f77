"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { actionInWords } from "@/components/connect/customer-action";
import { requestLanguage } from "@/components/connect/request-language";
import { type ActionResult, orUnavailable } from "@/lib/actions";
import { GatehouseError } from "@/lib/errors";
import * as thanks from "@/lib/portal/thanks-page";
import * as checkout from "@/lib/purchases/start-checkout";

/** Starts a checkout and leads to the payment provider. */
export async function startCheckout(_: unknown, form: FormData): Promise<ActionResult> {
  return actionInWords(
    async () => {
      const opened = checkout.startCheckout(
        String(form.get("product") ?? ""),
        form.has("price") ? String(form.get("price")) : null,
        await keepBrowserValue(),
      );
      const url = await orUnavailable(opened.catch(inBuyersWords), "The payment provider gave no answer");
      redirect(url);
    },
    { door: "checkout", own: { not_found: "error.notForSale", unavailable: "error.checkout" } },
  );
}

/** "Join now" after paying: leads to Discord, or shows the page as it is now. */
export async function joinNow(_: unknown, form: FormData): Promise<ActionResult> {
  return actionInWords(
    async () => {
      const url = await thanks.joinNow(
        String(form.get("checkout") ?? ""),
        await keepBrowserValue(),
        (await requestLanguage()).browser,
      );
      if (url) redirect(url);
      refresh();
      return null;
    },
    { door: "connect" },
  );
}

/** The provider's reason is for the merchant, not the buyer. */
function inBuyersWords(error: unknown): never {
  if (!(error instanceof GatehouseError)) throw error;
  if (error.code === "too_many_requests" || error.code === "not_found") throw error;
  throw new GatehouseError("unavailable", "The payment provider opened no checkout");
}
