import type { ReactNode } from "react";
import type { Texts } from "@/lib/languages/texts";
import type { EmailProps, EmailTemplate } from "./email-props";

/** Who an email is from: the business, or Gatehouse itself. */
export type Brand = {
  name: string;
  /** A whole URL: an email has no address that a path could belong to. */
  logoUrl: string | null;
  brandColor: string | null;
  supportEmail: string | null;
};

export type Occasion = {
  brand: Brand;
  to: string;
  portalUrl: string;
  /** Where a server of Discord is opened. */
  serverUrl: (guildId: string) => string;
  /** In the language of a customer. Emails to merchants are in English. */
  texts: Texts;
};

/** One email: its subject, the preview line inboxes show under it, its body, and why the reader got it. */
export type Mail<T extends EmailTemplate> = {
  subject(props: EmailProps[T], occasion: Occasion): string;
  preview(props: EmailProps[T], occasion: Occasion): string;
  Body(props: EmailProps[T] & { occasion: Occasion }): ReactNode;
  why(props: EmailProps[T], occasion: Occasion): string;
};
