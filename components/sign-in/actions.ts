"use server";
import { redirect } from "next/navigation";
import type { ActionResult } from "@/lib/actions";
import * as auth from "@/lib/auth";
import { safeRedirect } from "@/lib/sign-in";

export async function signInDemo(form: FormData): Promise<void> {
  await auth.signInDemo(String(form.get("email")));
  redirect("/demo");
}

export async function signOut(): Promise<void> {
  await auth.signOut(false);
  redirect("/");
}

/** Ends this session and asks for a new link to the same address, which leads to `next`. */
export async function signInAgain(form: FormData): Promise<void> {
  const person = await auth.presentPerson();
  const callbackUrl = safeRedirect(String(form.get("next") ?? ""));
  await auth.signOut(false);
  redirect(`/sign-in?${new URLSearchParams({ email: person?.email ?? "", callbackUrl })}`);
}

export async function signOutEverywhere(): Promise<ActionResult> {
  await auth.signOut(true);
  redirect("/");
}
