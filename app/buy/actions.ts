"use server";
import { redirect } from "next/navigation";
import { requireOwnOrigin } from "@/lib/auth";
import { GatehouseError, RetryLater } from "@/lib/errors";
import { startCheckout } from "@/lib/payments/checkout";

export type BuySaid = { problem: string | null };

/** On to the payment provider's page. */
export async function buy(_: BuySaid, form: FormData): Promise<BuySaid> {
  let checkout: string;
  try {
    await requireOwnOrigin();
    checkout = await startCheckout(String(form.get("product") ?? ""));
  } catch (error) {
    if (error instanceof RetryLater)
      return { problem: "The payment page could not be opened just now. Try again in a moment." };
    if (!(error instanceof GatehouseError)) throw error;
    const gone = error.code === "not_found";
    return {
      problem: gone
        ? "This is not for sale any more."
        : "The payment page could not be opened. Try again later.",
    };
  }
  redirect(checkout);
}
