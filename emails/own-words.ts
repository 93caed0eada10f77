import type { WhatIsGiven } from "./email-props";

/** Who an email is from: the business, or Gatehouse itself. */
export type Brand = {
  name: string;
  /** A whole URL: an email has no address that a path could belong to. */
  logoUrl: string | null;
  brandColor: string | null;
  supportEmail: string | null;
};

/** What a business writes itself in an email: null stands for our words. */
export type OwnWords = { subject: string | null; intro: string | null };

export const noWords: OwnWords = { subject: null, intro: null };

/** The names in braces that each email replaces. */
export const placeholders = ["business", "product", "server", "role"] as const;

/** The names in braces that are none of ours. */
export function unknownPlaceholders(text: string): string[] {
  const named = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  return named.filter((name) => !placeholders.some((known) => known === name));
}

/** Without a product it was a gift, which is known by its role; without a role it is membership of the server. */
export function fillIn(
  text: string,
  { productName, roleName, serverName }: WhatIsGiven,
  brand: Brand,
): string {
  const role = roleName ?? serverName;
  const values: Record<string, string> = {
    business: brand.name,
    product: productName ?? role,
    server: serverName,
    role,
  };
  return text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}
