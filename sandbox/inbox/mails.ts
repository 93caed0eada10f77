import { createHash, randomUUID } from "node:crypto";
import type { World } from "../state";
import type { MailInput } from "./mail-input";

export type Mail = {
  id: string;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  reply_to: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
  attachments: string[];
  idempotency_key: string | null;
  scheduled_at: string | null;
  created_at: string;
};

/** The answer to an idempotency key: for a day, the same request gets it again. */
type StoredAnswer = { fingerprint: string; at: number; answer: unknown };
type InboxState = { mails: Map<string, Mail>; answers: Map<string, StoredAnswer> };

export type Inbox = { world: World; mails(): Map<string, Mail>; answers(): Map<string, StoredAnswer> };

const answerLifetime = 24 * 60 * 60 * 1000;
const inboxes = new WeakMap<World, Inbox>();

export function inboxOf(world: World): Inbox {
  const known = inboxes.get(world);
  if (known) return known;
  const state = world.area<InboxState>("inbox", {
    initial: () => ({ mails: new Map(), answers: new Map() }),
    toJSON: ({ mails, answers }) => ({ mails: [...mails.values()], kept: [...answers] }),
    fromJSON: (json) => {
      const saved = json as { mails: Mail[]; kept: [string, StoredAnswer][] };
      return { mails: new Map(saved.mails.map((mail) => [mail.id, mail])), answers: new Map(saved.kept) };
    },
  });
  const inbox = { world, mails: () => state().mails, answers: () => state().answers };
  inboxes.set(world, inbox);
  return inbox;
}

export function addMail(inbox: Inbox, given: MailInput, idempotencyKey: string | null): Mail {
  const mail: Mail = {
    id: randomUUID(),
    from: given.from,
    to: list(given.to),
    cc: list(given.cc),
    bcc: list(given.bcc),
    reply_to: list(given.reply_to),
    subject: given.subject,
    html: given.html ?? null,
    text: given.text ?? null,
    headers: given.headers ?? {},
    tags: given.tags ?? [],
    attachments: (given.attachments ?? []).map((one) => one.filename || "attachment"),
    idempotency_key: idempotencyKey,
    scheduled_at: given.scheduled_at ?? null,
    created_at: new Date(inbox.world.now()).toISOString(),
  };
  inbox.mails().set(mail.id, mail);
  inbox.world.changed("inbox");
  return mail;
}

/** The answer already given for this key: `same` request, or `other` when the body differs. */
export function storedAnswer(
  inbox: Inbox,
  key: string,
  body: string,
): { same: unknown } | "other" | undefined {
  const stored = inbox.answers().get(key);
  if (!stored || inbox.world.now() - stored.at > answerLifetime) return undefined;
  return stored.fingerprint === fingerprint(body) ? { same: stored.answer } : "other";
}

export function storeAnswer(inbox: Inbox, key: string, body: string, answer: unknown): void {
  inbox.answers().set(key, { fingerprint: fingerprint(body), at: inbox.world.now(), answer });
}

/** Mails to an address, however it is capitalized, oldest first. */
export function mailsTo(inbox: Inbox, address?: string): Mail[] {
  const all = [...inbox.mails().values()];
  if (!address) return all;
  const wanted = bareAddress(address);
  return all.filter((mail) =>
    [...mail.to, ...mail.cc, ...mail.bcc].some((one) => bareAddress(one) === wanted),
  );
}

/** `Ana <ana@example.com>` → `ana@example.com` */
export function bareAddress(address: string): string {
  const inBrackets = /<([^>]*)>\s*$/.exec(address)?.[1];
  return (inBrackets ?? address).trim().toLowerCase();
}

/** The distinct links of a mail in order: those of the HTML, then those that only the text has. */
export function linksOf(mail: Pick<Mail, "html" | "text">): string[] {
  const inHtml = [...(mail.html ?? "").matchAll(/<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)];
  const inText = (mail.text ?? "").match(/https?:\/\/[^\s<>"')\]]+/g) ?? [];
  const links = inHtml.map((match) => decodeEntities(match[1] ?? match[2] ?? ""));
  return [...new Set([...links, ...inText])].filter((link) => /^(https?|mailto):/i.test(link));
}

function decodeEntities(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function list(addresses: string | string[] | null | undefined): string[] {
  return addresses === null || addresses === undefined ? [] : [addresses].flat();
}

function fingerprint(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}
