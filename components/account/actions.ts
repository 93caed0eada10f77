"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionResult, personAction } from "@/lib/actions";
import * as auth from "@/lib/auth";
import * as invitations from "@/lib/invitations";

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
