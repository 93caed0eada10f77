"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, provenAction } from "@/lib/actions";
import * as team from "@/lib/members";
import type { Membership } from "@/lib/membership";
import type { MemberRole } from "@/lib/rights";

const roles = z.enum(["owner", "admin", "viewer"]);

export async function invitePerson(
  slug: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult<{ url: string; email: string }>> {
  return provenAction(slug, "admin", async ({ inTransaction, ...member }) => {
    const role = roles.parse(form.get("role"));
    const email = String(form.get("email") ?? "");
    const { url } = await inTransaction((tx) =>
      team.invitePerson(tx, { business: member.business, email, role, by: by(member) }),
    );
    refresh();
    return { url, email };
  });
}

export async function changeMemberRole(
  slug: string,
  memberId: string,
  role: MemberRole,
): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ inTransaction, ...member }) => {
    const wanted = roles.parse(role);
    await inTransaction((tx) =>
      team.changeMemberRole(tx, member.business.id, String(memberId), wanted, by(member)),
    );
    refresh();
    return null;
  });
}

export async function removeMember(slug: string, memberId: string): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ inTransaction, ...member }) => {
    await inTransaction((tx) => team.removeMember(tx, member.business.id, String(memberId), by(member)));
    refresh();
    return null;
  });
}

export async function withdrawInvite(slug: string, inviteId: string): Promise<ActionResult> {
  return provenAction(slug, "admin", async ({ inTransaction, ...member }) => {
    await inTransaction((tx) => team.withdrawInvite(tx, member.business.id, String(inviteId), by(member)));
    refresh();
    return null;
  });
}

function by({ actor, role }: Membership): team.By {
  return { actor, role };
}
