"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/actions";
import { GatehouseError } from "@/lib/errors";
import * as team from "@/lib/members";
import { type MemberRole, mayAct } from "@/lib/rights";

const roles = z.enum(["owner", "admin", "viewer"]);

/** Admins can change everyone except owners. */
function requireRankFor(mine: MemberRole, role: MemberRole): void {
  if (!mayAct(mine, role)) throw new GatehouseError("forbidden", "Only owners can add or change owners");
}

export async function invitePerson(
  slug: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult<{ url: string; email: string }>> {
  return memberAction(slug, "admin", async ({ business, actor, role: mine, inTransaction }) => {
    const role = roles.parse(form.get("role"));
    requireRankFor(mine, role);
    const email = String(form.get("email") ?? "");
    const { url } = await inTransaction((tx) => team.invitePerson(tx, { business, email, role, actor }));
    refresh();
    return { url, email };
  });
}

export async function changeMemberRole(
  slug: string,
  memberId: string,
  role: MemberRole,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, role: mine, inTransaction }) => {
    await inTransaction(async (tx) => {
      const member = (await team.listMembers(tx, business.id)).find(({ id }) => id === memberId);
      requireRankFor(mine, member?.role ?? "viewer");
      requireRankFor(mine, roles.parse(role));
      await team.changeMemberRole(tx, business.id, memberId, role, actor);
    });
    refresh();
    return null;
  });
}

export async function removeMember(slug: string, memberId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, role: mine, inTransaction }) => {
    await inTransaction(async (tx) => {
      const member = (await team.listMembers(tx, business.id)).find(({ id }) => id === memberId);
      requireRankFor(mine, member?.role ?? "viewer");
      await team.removeMember(tx, business.id, memberId, actor);
    });
    refresh();
    return null;
  });
}

export async function withdrawInvite(slug: string, inviteId: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => team.withdrawInvite(tx, business.id, String(inviteId), actor));
    refresh();
    return null;
  });
}
