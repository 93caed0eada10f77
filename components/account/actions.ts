"use server";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionResult, ownPasskeyAction, personAction } from "@/lib/actions";
import * as auth from "@/lib/auth";
import * as invitations from "@/lib/invitations";
import * as adding from "@/lib/passkeys/add-passkey";
import * as codes from "@/lib/passkeys/recovery-codes";
import * as removing from "@/lib/passkeys/remove-passkey";

const accepted = z.object({ id: z.string().max(64), role: z.enum(["owner", "admin", "viewer"]) });

export async function acceptInvitation(_: unknown, form: FormData): Promise<ActionResult> {
  return personAction(async ({ person, inTransaction }) => {
    const { id, role } = accepted.parse(Object.fromEntries(form));
    const { slug } = await inTransaction((tx) => invitations.acceptInvitation(tx, person, id, role));
    redirect(`/${slug}`);
  });
}

export async function declineInvitation(id: string): Promise<ActionResult> {
  return personAction(async ({ person, inTransaction }) => {
    await inTransaction((tx) => invitations.declineInvitation(tx, person, String(id)));
    refresh();
    return null;
  });
}

export async function endSession(id: string): Promise<ActionResult> {
  return personAction(async () => {
    await auth.endMySession(String(id));
    refresh();
    return null;
  });
}

/** What the browser asks its authenticator for. */
export async function startPasskey(): Promise<ActionResult<PublicKeyCredentialCreationOptionsJSON>> {
  return ownPasskeyAction(({ person, token }) => adding.startPasskey(person, token));
}

/** Returns recovery codes with the first passkey. */
export async function finishPasskey(
  response: RegistrationResponseJSON,
  name: string,
): Promise<ActionResult<{ codes: string[] | null }>> {
  return ownPasskeyAction(({ person, token }) => adding.finishPasskey(person, token, response, String(name)));
}

export async function removePasskey(id: string): Promise<ActionResult> {
  return ownPasskeyAction(async ({ person }) => {
    await removing.removePasskey(person, String(id));
    refresh();
    return null;
  });
}

/** The codes can't be shown again. */
export async function makeRecoveryCodes(): Promise<ActionResult<string[]>> {
  return ownPasskeyAction(({ person }) => codes.makeRecoveryCodes(person));
}
