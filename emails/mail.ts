import type { ReactNode } from "react";
import type { Texts } from "@/lib/languages/texts";
import type { EmailProps, EmailTemplate } from "./email-props";
import type { Brand, OwnWords } from "./own-words";

export type { Brand };

export type Occasion = {
  brand: Brand;
  to: string;
  portalUrl: string;
  /** Where a server of Discord is opened. */
  serverUrl: (guildId: string) => string;
  /** In the language of a customer. Emails to merchants are in English. */
  texts: Texts;
  /** What the business writes itself. */
  own: OwnWords;
};

/** One email: its subject, the preview line inboxes show under it, its body, and why the reader got it. */
export type Mail<T extends EmailTemplate> = {
  subject(props: EmailProps[T], occasion: Occasion): string;
  preview(props: EmailProps[T], occasion: Occasion): string;
  Body(props: EmailProps[T] & { occasion: Occasion }): ReactNode;
  why(props: EmailProps[T], occasion: Occasion): string;
};
