"use server";
import { requireOwnOrigin } from "@/lib/auth";
import { mailNewLink } from "@/lib/portal/claim-link-page";

export async function askForNewLink(_: { done: boolean }, form: FormData): Promise<{ done: boolean }> {
  await requireOwnOrigin();
  await mailNewLink(String(form.get("token") ?? ""));
  return { done: true };
}
