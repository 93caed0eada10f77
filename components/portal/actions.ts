"use server";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { actionInWords } from "@/components/connect/customer-action";
import { dropPortalToken, keepPortalToken, portalToken } from "@/components/connect/portal-cookie";
import { keepLanguage, requestLanguage } from "@/components/connect/request-language";
import { type ActionResult, orUnavailable } from "@/lib/actions";
import { requireOwnOrigin } from "@/lib/auth";
import { addressOf } from "@/lib/doors";
import { GatehouseError } from "@/lib/errors";
import { isLanguage } from "@/lib/languages/languages";
import { log } from "@/lib/log";
import { connectFromPortal } from "@/lib/portal/connect-discord";
import { manageSubscription } from "@/lib/portal/manage-subscription";
import { pickMyLanguage } from "@/lib/portal/pick-language";
import { restoreMyAccess, retryMyAccess } from "@/lib/portal/restore-access";
import { signOutOfPortal } from "@/lib/portal/session";
import { requestPortalLink, signInByLink } from "@/lib/portal/sign-in-link";

/** Always answers the same, so it doesn't reveal which addresses are known. */
export async function requestLink(_: unknown, form: FormData): Promise<ActionResult> {
  return actionInWords(
    async () => {
      await requestPortalLink(
        String(form.get("email") ?? ""),
        addressOf(await headers()),
        await requestLanguage(),
      );
      return null;
    },
    { door: "mail", own: { invalid: "error.email" } },
  );
}

export async function signIn(form: FormData): Promise<void> {
  await requireOwnOrigin();
  const session = await signInByLink(String(form.get("token") ?? ""), await portalToken());
  if (session) await keepPortalToken(session);
  redirect(session ? "/portal" : "/portal?link=dead");
}

export async function signOut(): Promise<void> {
  await requireOwnOrigin();
  const token = await portalToken();
  if (token) await signOutOfPortal(token);
  await dropPortalToken();
  redirect("/portal");
}

/** The language of pages in this browser, and of whoever is signed in also the language of emails. */
export async function pickLanguage(form: FormData): Promise<void> {
  await requireOwnOrigin();
  const language = form.get("language");
  if (isLanguage(language)) {
    await keepLanguage(language);
    await pickMyLanguage(await portalToken(), language);
  }
  redirect("/portal");
}

/** Leads to Discord's consent page. Connecting a different account there moves everything to it. */
export async function connectDiscord(customerId: string): Promise<ActionResult> {
  return actionInWords(
    async () => redirect(await connectFromPortal(await portalToken(), customerId, await keepBrowserValue())),
    { door: "connect" },
  );
}

/** Leads to the payment provider's own page. */
export async function openProviderPortal(purchaseId: string): Promise<ActionResult> {
  return actionInWords(
    async () => {
      const opened = manageSubscription(await portalToken(), purchaseId);
      redirect(await orUnavailable(opened.catch(noteForOperator), "The payment provider gave no answer"));
    },
    { door: "connect", own: { invalid: "error.provider" } },
  );
}

/** The provider's reason is not for the customer. */
function noteForOperator(error: unknown): never {
  if (error instanceof GatehouseError && error.code === "invalid")
    log.warn({ error }, "a payment provider opened no customer portal");
  throw error;
}

export async function retryAccess(grantId: string): Promise<ActionResult> {
  return actionInWords(async () => {
    await retryMyAccess(await portalToken(), grantId);
    revalidatePath("/portal");
    return null;
  });
}

export async function restoreAccess(grantId: string): Promise<ActionResult> {
  return actionInWords(async () => {
    await restoreMyAccess(await portalToken(), grantId);
    revalidatePath("/portal");
    return null;
  });
}
