"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/auth";
import type { MemberRole } from "@/lib/businesses";
import { GatehouseError } from "@/lib/errors";
import { changeMemberRole, invitePerson, listMembers, removeMember, withdrawInvite } from "@/lib/members";
import { mayAct } from "@/lib/rights";

const roles = z.enum(["owner", "admin", "viewer"]);

/** Admins run the business; who is an owner is for owners to say. */
function mayHand(mine: MemberRole, role: MemberRole): void {
  if (!mayAct(mine, role)) throw new GatehouseError("forbidden", "Only owners can make or change owners");
}

export async function invite(
  slug: string,
  _before: ActionResult<{ url: string; email: string }> | null,
  form: FormData,
): Promise<ActionResult<{ url: string; email: string }>> {
  return memberAction(slug, "admin", async ({ business, actor, role: mine, inTransaction }) => {
    const role = roles.parse(form.get("role"));
    mayHand(mine, role);
    const email = String(form.get("email") ?? "");
    const { url } = await inTransaction((tx) => invitePerson(tx, { business, email, role, actor }));
    refresh();
    return { url, email };
  });
}

export async function setRole(slug: string, memberId: string, role: MemberRole): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, role: mine, inTransaction }) => {
    await inTransaction(async (tx) => {
      const member = (await listMembers(tx, business.id)).find(({ id }) => id === memberId);
      mayHand(mine, member?.role ?? "viewer");
      mayHand(mine, roles.parse(role));
      await changeMemberRole(tx, business.id, memberId, role, actor);
    });
    refresh();
    return null;
  });
}

export async function remove(slug: string, memberId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, role: mine, inTransaction }) => {
    await inTransaction(async (tx) => {
      const member = (await listMembers(tx, business.id)).find(({ id }) => id === memberId);
      mayHand(mine, member?.role ?? "viewer");
      await removeMember(tx, business.id, memberId, actor);
    });
    refresh();
    return null;
  });
}

export async function withdraw(slug: string, inviteId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => withdrawInvite(tx, business.id, String(inviteId), actor));
    refresh();
    return null;
  });
}
