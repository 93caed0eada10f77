import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { businesses } from "./businesses";
import { createdAt, id, moment, updatedAt } from "./columns";

export const emailTemplates = [
  "join-discord",
  "claim-reminder",
  "access-ready",
  "reconnect-discord",
  "access-ended",
  "account-switched",
  "sign-in",
  "portal-sign-in",
  "invite",
  "server-needs-attention",
  "server-recovered",
  "role-taken",
  "webhook-failing",
  "webhook-paused",
  "payments-need-attention",
  "second-step-changed",
] as const;

/** An email to send, written in the same transaction as its cause. `uniqueKey` prevents a second one. */
export const emails = pgTable(
  "emails",
  {
    id: id(),
    uniqueKey: text().notNull().unique(),
    businessId: text(),
    grantId: text(),
    template: text({ enum: emailTemplates }).notNull(),
    to: text().notNull(),
    /** null: English, as for merchants. */
    language: text(),
    /** The template's props, encrypted as a whole because they contain links. */
    props: text().notNull(),
    status: text({ enum: ["queued", "sent", "failed"] })
      .notNull()
      .default("queued"),
    dueAt: moment().defaultNow(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    /** The last attempt was refused because of the sender, which only the operator can fix. */
    senderRefused: boolean().notNull().default(false),
    /** No longer written; dropped in a later release. */
    providerId: text(),
    sentAt: moment(),
    /** What was sent, sealed; see `lib/email/kept-mail.ts`. Null for emails of earlier releases, and after 90 days. */
    sentMail: text(),
    createdAt: createdAt(),
  },
  (table) => [
    index("emails_due").on(table.businessId, table.dueAt).where(sql`due_at is not null`),
    index("emails_of_grant").on(table.grantId),
    index("emails_sender_refused").on(table.dueAt).where(sql`sender_refused`),
    index("emails_kept").on(table.sentAt).where(sql`sent_mail is not null`),
    index("emails_recent").on(table.to, table.createdAt),
  ],
);

/** What a business writes itself in its emails to customers, by language. Null stands for our words. */
export const emailTexts = pgTable(
  "email_texts",
  {
    businessId: text()
      .notNull()
      .references(() => businesses.id),
    template: text({ enum: emailTemplates }).notNull(),
    language: text().notNull(),
    subject: text(),
    intro: text(),
    updatedAt: updatedAt(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.template, table.language] })],
);
