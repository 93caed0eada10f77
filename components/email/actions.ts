"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { emailTemplates } from "@/db/schema";
import type { EmailTemplate } from "@/emails/email-props";
import type { Rendered } from "@/emails/render-mail";
import { type ActionResult, memberAction } from "@/lib/actions";
import * as tryEmail from "@/lib/email/try-email";
import { invalid } from "@/lib/errors";
import * as logos from "@/lib/logos";

const template = z.enum(emailTemplates);

export async function previewEmail(
  slug: string,
  given: { template: EmailTemplate; brandColor: string },
): Promise<ActionResult<Rendered>> {
  return memberAction(slug, "admin", ({ business, person }) =>
    tryEmail.previewEmail(
      { ...business, brandColor: String(given.brandColor) },
      template.parse(given.template),
      person,
    ),
  );
}

export async function sendTestEmail(slug: string, given: EmailTemplate): Promise<ActionResult<string>> {
  return memberAction(slug, "admin", async ({ business, person, inTransaction }) => {
    await inTransaction((tx) => tryEmail.sendTestEmail(tx, business, template.parse(given), person));
    return person.email;
  });
}

export async function uploadLogo(slug: string, _: unknown, form: FormData): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const file = form.get("logo");
    if (!(file instanceof File) || file.size === 0) throw invalid("Choose a picture first");
    const picture = Buffer.from(await file.arrayBuffer());
    await inTransaction((tx) => logos.setLogo(tx, business.id, picture, actor));
    refresh();
    return null;
  });
}

export async function removeLogo(slug: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => logos.removeLogo(tx, business.id, actor));
    refresh();
    return null;
  });
}
