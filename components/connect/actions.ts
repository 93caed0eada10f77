"use server";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ActionResult } from "@/lib/actions";
import { requireOwnOrigin } from "@/lib/auth";
import { confirmHeldAccount } from "@/lib/connect/held-account";
import { addressOf } from "@/lib/doors";
import { mailNewLink } from "@/lib/portal/claim-link-page";
import { connectAnother } from "@/lib/portal/connect-discord";
import { retryFromConnection } from "@/lib/portal/connection-page";
import { browserValue, keepBrowserValue } from "./browser-cookie";
import { actionInWords } from "./customer-action";
import { portalToken } from "./portal-cookie";

/** "Connect": links the account waiting for confirmation in this browser. */
export async function confirmAccount(form: FormData): Promise<void> {
  await requireOwnOrigin();
  const confirmed = await confirmHeldAccount(String(form.get("key") ?? ""), await keepBrowserValue());
  const round = "stateId" in confirmed ? confirmed.stateId : null;
  if (confirmed.kind === "linked") redirect(`/discord/result/${confirmed.stateId}`);
  const why = confirmed.kind === "refused" ? confirmed.why : "start_again";
  redirect(`/discord/refused/${why}${round ? `?round=${round}` : ""}`);
}

/** "Use another account": forgets the one that waits, and leads to Discord again. */
export async function useAnotherAccount(_: unknown, form: FormData): Promise<ActionResult> {
  return actionInWords(
    async () => {
      const key = String(form.get("key") ?? "");
      const url = await connectAnother(key, await keepBrowserValue(), await portalToken());
      redirect(url ?? "/discord/refused/start_again");
    },
    { door: "connect" },
  );
}

/** "Try again" on the page after connecting. */
export async function retryAccess(stateId: string, grantId: string): Promise<ActionResult> {
  return actionInWords(async () => {
    await retryFromConnection(stateId, await browserValue(), grantId);
    revalidatePath(`/discord/result/${stateId}`);
    return null;
  });
}

/** Always answers the same, so it doesn't reveal whether there is anything to claim. */
export async function resendLink(_: unknown, form: FormData): Promise<ActionResult> {
  return actionInWords(
    async () => {
      await mailNewLink(String(form.get("token") ?? ""), addressOf(await headers()));
      return null;
    },
    { door: "mail" },
  );
}
