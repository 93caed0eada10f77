"use server";
import { refresh } from "next/cache";
import { type ActionResult, memberAction } from "@/lib/actions";
import * as ownTexts from "@/lib/email/own-texts";
import * as tryEmail from "@/lib/email/try-email";
import { invalid } from "@/lib/errors";
import type { Language } from "@/lib/languages/languages";
import * as logos from "@/lib/logos";

type Unsaved = {
  template: tryEmail.EmailTemplate;
  language: Language;
  brandColor: string;
  words: tryEmail.OwnWords | null;
};

/** The email with what is not saved yet. */
export async function previewEmail(slug: string, given: Unsaved): Promise<ActionResult<tryEmail.Rendered>> {
  return memberAction(slug, "admin", ({ business, person }) => {
    const about = tryEmail.emailInLanguage.parse(given);
    const words = given.words && ownTexts.ownWords.parse(given.words);
    return tryEmail.renderSample({ ...business, brandColor: String(given.brandColor) }, about, words, person);
  });
}

export async function sendTestEmail(
  slug: string,
  template: tryEmail.EmailTemplate,
  language: Language,
): Promise<ActionResult<string>> {
  return memberAction(slug, "admin", async ({ business, person, inTransaction }) => {
    const about = tryEmail.emailInLanguage.parse({ template, language });
    await inTransaction((tx) => tryEmail.sendTestEmail(tx, business, about, person));
    return person.email;
  });
}

export async function saveOwnWords(
  slug: string,
  template: string,
  language: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const about = tryEmail.emailInLanguage.parse({ template, language });
    const words = ownTexts.ownWords.parse(Object.fromEntries(form));
    await inTransaction((tx) => ownTexts.saveOwnWords(tx, business.id, about, words, actor));
    refresh();
    return null;
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
