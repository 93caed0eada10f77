import { Button, Heading, Link, Text } from "@react-email/components";
import type { ReactNode } from "react";
import { buttonColors } from "@/lib/brand-colors";
import type { Texts } from "@/lib/languages/texts";
import type { WhatIsGiven } from "./email-props";
import { quiet, text } from "./layout";
import type { Occasion } from "./mail";
import { type Brand, fillIn, type OwnWords } from "./own-words";

export function Title({ children }: { children: ReactNode }) {
  return (
    <Heading as="h1" className="text" style={{ ...text, fontSize: "22px", lineHeight: "30px" }}>
      {children}
    </Heading>
  );
}

export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="text" style={text}>
      {children}
    </Text>
  );
}

/** The business's own first words in place of `children`, in a paragraph each. */
export function OwnIntro(props: { own: OwnWords; given: WhatIsGiven; brand: Brand; children?: ReactNode }) {
  const { own, given, brand, children } = props;
  if (own.intro === null) return children ? <Paragraph>{children}</Paragraph> : null;
  const paragraphs = fillIn(own.intro, given, brand).split(/\n{2,}/);
  // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have no other name, and never move.
  return paragraphs.map((words, place) => <Paragraph key={place}>{inLines(words)}</Paragraph>);
}

export function ownSubject({ subject }: OwnWords, given: WhatIsGiven, brand: Brand): string | null {
  return subject === null ? null : fillIn(subject, given, brand);
}

function inLines(text: string): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: as above.
  return text.split("\n").flatMap((line, place) => (place === 0 ? [line] : [<br key={place} />, line]));
}

export function Note({ children }: { children: ReactNode }) {
  return (
    <Text className="quiet" style={quiet}>
      {children}
    </Text>
  );
}

/** An email's one button, and the same link as text for clients that don't show buttons. */
export function Action(props: { brand: Brand; texts: Texts; link: string; children: string }) {
  const { brand, texts, link, children } = props;
  return (
    <>
      <Button href={link} style={{ ...button, ...buttonColors(brand.brandColor) }}>
        {children}
      </Button>
      <Text className="quiet" style={{ ...quiet, margin: "16px 0 0" }} data-skip-in-text>
        {texts.t("mail.orOpen")}
        <br />
        <Link href={link} className="link" style={{ color: "#4338ca", wordBreak: "break-all" }}>
          {link}
        </Link>
      </Text>
    </>
  );
}

/** "Pro role in The Lounge", or "Membership of The Lounge" without a role. */
export function given({ t }: Texts, { serverName: server, roleName: role }: WhatIsGiven): string {
  return role === null ? t("mail.membership", { server }) : t("mail.role", { role, server });
}

export function WhatYouGet(props: { texts: Texts; given: WhatIsGiven }) {
  const { texts } = props;
  return (
    <Paragraph>
      {texts.t.rich("mail.comesWith", {
        given: given(texts, props.given),
        b: (chunks) => <strong key="b">{chunks}</strong>,
      })}
    </Paragraph>
  );
}

/** The values of sentences about what somebody bought. Without a product, the business has given it to them. */
export function whoGave({ productName }: WhatIsGiven, brand: Brand) {
  return { bought: productName === null ? "no" : "yes", product: productName ?? "", business: brand.name };
}

export function whyBought(props: WhatIsGiven, { brand, to, texts: { t } }: Occasion): string {
  return t("mail.why", { ...whoGave(props, brand), email: to });
}

/** "29 November 2026 at 14:05 UTC": an email doesn't know its reader's time zone. */
export function whenUtc(iso: string): string {
  const date = new Date(iso);
  const day = date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return `${day} at ${date.toISOString().slice(11, 16)} UTC`;
}

const button = {
  borderRadius: "8px",
  fontSize: "16px",
  fontWeight: 600,
  lineHeight: "24px",
  padding: "12px 22px",
  textDecoration: "none",
  display: "inline-block",
};
