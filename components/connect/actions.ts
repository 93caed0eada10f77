"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireOwnOrigin } from "@/lib/auth";
import { confirmHeldAccount } from "@/lib/connect/held-account";
import { GatehouseError } from "@/lib/errors";
import { handRoundTo, retryFromConnection } from "@/lib/portal/connection-page";
import { browserValue, keepBrowserValue } from "./browser-cookie";

/** "Yes, this is me": links the account that came back in this browser. */
export async function confirmAccount(form: FormData): Promise<void> {
  await requireOwnOrigin();
  const browser = await keepBrowserValue();
  const confirmed = await confirmHeldAccount(String(form.get("key") ?? ""));
  const round = "stateId" in confirmed ? confirmed.stateId : null;
  if (round) await handRoundTo(round, browser);
  if (confirmed.kind === "linked") redirect(`/discord/result/${confirmed.stateId}`);
  const why = confirmed.kind === "refused" ? confirmed.why : "start_again";
  redirect(`/discord/refused/${why}${round ? `?round=${round}` : ""}`);
}

export async function tryAgain(
  stateId: string,
  grantId: string,
): Promise<{ done: boolean; problem: string | null }> {
  try {
    await requireOwnOrigin();
    await retryFromConnection(stateId, await browserValue(), grantId);
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    return { done: false, problem: error.message };
  }
  revalidatePath(`/discord/result/${stateId}`);
  return { done: true, problem: null };
}
