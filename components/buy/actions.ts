"use server";
import { requireOwnOrigin } from "@/lib/auth";
import { GatehouseError, RetryLater } from "@/lib/errors";
import { startCheckout } from "@/lib/purchases/start-checkout";

export type BuySaid = { problem: string | null; checkout: string | null };

/** Opens the payment provider's page; the browser goes there by itself. */
export async function buy(_: BuySaid, form: FormData): Promise<BuySaid> {
  try {
    await requireOwnOrigin();
    return { problem: null, checkout: await startCheckout(String(form.get("product") ?? "")) };
  } catch (error) {
    return { problem: problemOf(error), checkout: null };
  }
}

function problemOf(error: unknown): string {
  if (error instanceof RetryLater)
    return "The payment page could not be opened just now. Try again in a moment.";
  if (!(error instanceof GatehouseError)) throw error;
  return error.code === "not_found"
    ? "This is not for sale any more."
    : "The payment page could not be opened. Try again later.";
}
