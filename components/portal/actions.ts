"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { requireOwnOrigin } from "@/lib/auth";
import { GatehouseError } from "@/lib/errors";
import { connectFromPortal } from "@/lib/portal/connect-discord";
import { restoreMyAccess, retryMyAccess } from "@/lib/portal/restore-access";
import { signOutOfPortal } from "@/lib/portal/session";
import { requestPortalLink, signInByLink } from "@/lib/portal/sign-in-link";
import { dropPortalToken, keepPortalToken, portalToken } from "./portal-cookie";

export type Said = { done: boolean; problem: string | null };

/** The answer is the same for every address, known or not. */
export async function askForLink(_: Said, form: FormData): Promise<Said> {
  return said(async () => requestPortalLink(String(form.get("email") ?? "")));
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

/** The address of Discord's consent; connecting another account there moves everything to it. */
export async function connect(customerId: string): Promise<Said & { go: string | null }> {
  let go: string | null = null;
  const outcome = await said(async () => {
    go = await connectFromPortal(await portalToken(), customerId, await keepBrowserValue());
  });
  return { ...outcome, go };
}

export async function tryAgain(grantId: string): Promise<Said> {
  return said(async () => retryMyAccess(await portalToken(), grantId));
}

export async function restore(grantId: string): Promise<Said> {
  return said(async () => restoreMyAccess(await portalToken(), grantId));
}

/** Runs a verb for the customer; a refusal comes back as the sentence that the page shows in its place. */
async function said(verb: () => Promise<void>): Promise<Said> {
  try {
    await requireOwnOrigin();
    await verb();
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    if (error.code === "unauthorized") redirect("/portal");
    return { done: false, problem: error.message };
  }
  revalidatePath("/portal");
  return { done: true, problem: null };
}
