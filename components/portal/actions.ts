"use server";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { dropPortalToken, keepPortalToken, portalToken } from "@/components/connect/portal-cookie";
import { type ActionResult, customerAction, orUnavailable } from "@/lib/actions";
import { requireOwnOrigin } from "@/lib/auth";
import { addressOf } from "@/lib/doors";
import { GatehouseError } from "@/lib/errors";
import { log } from "@/lib/log";
import { connectFromPortal } from "@/lib/portal/connect-discord";
import { manageSubscription } from "@/lib/portal/manage-subscription";
import { restoreMyAccess, retryMyAccess } from "@/lib/portal/restore-access";
import { signOutOfPortal } from "@/lib/portal/session";
import { requestPortalLink, signInByLink } from "@/lib/portal/sign-in-link";

/** Always answers the same, so it doesn't reveal which addresses are known. */
export async function requestLink(_: unknown, form: FormData): Promise<ActionResult> {
  return customerAction(async () => {
    await requestPortalLink(String(form.get("email") ?? ""), addressOf(await headers()));
    return null;
  }, "mail");
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

/** Leads to Discord's consent page. Connecting a different account there moves everything to it. */
export async function connectDiscord(customerId: string): Promise<ActionResult> {
  return customerAction(
    async () => redirect(await connectFromPortal(await portalToken(), customerId, await keepBrowserValue())),
    "connect",
  );
}

/** Leads to the payment provider's own page. */
export async function openProviderPortal(purchaseId: string): Promise<ActionResult> {
  return customerAction(async () => {
    const opened = manageSubscription(await portalToken(), purchaseId);
    redirect(
      await orUnavailable(
        opened.catch(inCustomersWords),
        "We couldn't open the page just now. Try again in a moment.",
      ),
    );
  }, "connect");
}

/** The provider's reason is for the merchant, not the customer. */
function inCustomersWords(error: unknown): never {
  if (!(error instanceof GatehouseError) || error.code !== "invalid") throw error;
  log.warn({ error }, "a payment provider opened no customer portal");
  throw new GatehouseError("unavailable", "We couldn't open this page. Write to the merchant to change it.");
}

export async function retryAccess(grantId: string): Promise<ActionResult> {
  return customerAction(async () => {
    await retryMyAccess(await portalToken(), grantId);
    revalidatePath("/portal");
    return null;
  });
}

export async function restoreAccess(grantId: string): Promise<ActionResult> {
  return customerAction(async () => {
    await restoreMyAccess(await portalToken(), grantId);
    revalidatePath("/portal");
    return null;
  });
}
