"use server";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { redirect } from "next/navigation";
import { type ActionResult, secondStepAction } from "@/lib/actions";
import * as proving from "@/lib/passkeys/prove";
import * as codes from "@/lib/passkeys/recovery-codes";
import { safeRedirect } from "@/lib/sign-in";

/** What the browser has the person's passkey sign. */
export async function startProof(): Promise<ActionResult<PublicKeyCredentialRequestOptionsJSON>> {
  return secondStepAction(({ person, token }) => proving.startProof(person, token));
}

export async function finishProof(response: AuthenticationResponseJSON): Promise<ActionResult> {
  return secondStepAction(async ({ person, token }) => {
    await proving.finishProof(person, token, response);
    return null;
  });
}

export async function proveByCode(_: unknown, form: FormData): Promise<ActionResult> {
  return secondStepAction(async ({ person, token }) => {
    await codes.proveByCode(person, token, String(form.get("code") ?? ""));
    redirect(safeRedirect(String(form.get("next") ?? "")));
  });
}
