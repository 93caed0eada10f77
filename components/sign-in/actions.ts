"use server";
import { redirect } from "next/navigation";
import type { ActionResult } from "@/lib/actions";
import * as auth from "@/lib/auth";

export async function signInDemo(form: FormData): Promise<void> {
  await auth.signInDemo(String(form.get("email")));
  redirect("/demo");
}

export async function signOut(): Promise<void> {
  await auth.signOut(false);
  redirect("/");
}

export async function signOutEverywhere(): Promise<ActionResult> {
  await auth.signOut(true);
  redirect("/");
}
