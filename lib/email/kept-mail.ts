import { gunzipSync, gzipSync } from "node:zlib";
import { decrypt, encrypt } from "@/lib/crypto";

/** An email as the mail provider got it. */
export type KeptMail = { from: string; subject: string; html: string; text: string };

const place = (emailId: string) => `emails.sent_mail:${emailId}`;

/** Compressed, because encrypted bytes can't be; encrypted, because its links let people in. */
export function sealMail(emailId: string, mail: KeptMail): string {
  return encrypt(gzipSync(JSON.stringify(mail)).toString("base64"), place(emailId));
}

export function openMail(emailId: string, sealed: string): KeptMail {
  return JSON.parse(gunzipSync(Buffer.from(decrypt(sealed, place(emailId)), "base64")).toString());
}

/** Without the links into this installation: most of them let whoever has them sign in or take the access. */
export function withoutOwnLinks(mail: KeptMail, appUrl: string): KeptMail {
  const origin = appUrl.replace(/[^\w]/g, "\\$&");
  const own = new RegExp(`(\\bsrc=")?${origin}/[^\\s"'<>]+`, "g");
  const blank = (text: string) => text.replace(own, (all, picture) => (picture ? all : `${appUrl}/…`));
  return { ...mail, html: blank(mail.html), text: blank(mail.text) };
}
