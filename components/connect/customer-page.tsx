import type { ReactNode } from "react";
import type { Texts } from "@/lib/languages/texts";
import type { Merchant } from "@/lib/portal/merchant";
import { MerchantMark, merchantColors } from "./merchant-mark";

/** A customer's page, usually opened on a phone from an email: the merchant first, then one thing to do. */
export function CustomerPage({
  texts,
  merchant,
  title,
  children,
  footer,
}: {
  /** Not given on the pages that merchants see, which are in English. */
  texts?: Texts;
  merchant: Merchant | null;
  title: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <main
      lang={texts?.language}
      style={merchantColors(merchant)}
      className="mx-auto grid min-h-dvh w-full max-w-md content-start gap-6 px-4 pt-10 pb-8 sm:content-center sm:pt-8"
    >
      {merchant && <MerchantMark merchant={merchant} />}
      <div className="grid gap-5 rounded-xl border bg-surface p-5 shadow-card sm:p-7">
        <h1 className="text-center font-semibold text-xl tracking-tight">{title}</h1>
        {children}
      </div>
      {footer && <div className="grid gap-1 text-center text-ink-soft text-sm">{footer}</div>}
    </main>
  );
}

/** The text under a customer page's title. */
export function Lead({ children }: { children: ReactNode }) {
  return <p className="text-center text-ink-soft text-lg">{children}</p>;
}
