"use server";
import { refresh } from "next/cache";
import { type ActionResult, memberAction } from "@/lib/actions";
import * as tryEmail from "@/lib/email/try-email";
import { invalid } from "@/lib/errors";
import * as logos from "@/lib/logos";

export async function previewEmail(
  slug: string,
  given: { template: tryEmail.EmailTemplate; brandColor: string },
): Promise<ActionResult<tryEmail.Rendered>> {
  return memberAction(slug, "admin", ({ business, person }) =>
    tryEmail.previewEmail(
      { ...business, brandColor: String(given.brandColor) },
      tryEmail.emailTemplate.parse(given.template),
      person,
    ),
  );
}

export async function sendTestEmail(
  slug: string,
  given: tryEmail.EmailTemplate,
): Promise<ActionResult<string>> {
  return memberAction(slug, "admin", async ({ business, person, inTransaction }) => {
    await inTransaction((tx) =>
      tryEmail.sendTestEmail(tx, business, tryEmail.emailTemplate.parse(given), person),
    );
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
