import { Button, Heading, Link, Text } from "@react-email/components";
import type { ReactNode } from "react";
import { describeTarget } from "@/lib/discord/describe-target";
import { buttonColors } from "./colors";
import type { WhatIsGiven } from "./email-props";
import { quiet, text } from "./layout";
import type { Brand } from "./mail";

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

export function Note({ children }: { children: ReactNode }) {
  return (
    <Text className="quiet" style={quiet}>
      {children}
    </Text>
  );
}

/** An email's one button, and the same link as text for clients that don't show buttons. */
export function Action({ brand, link, children }: { brand: Brand; link: string; children: string }) {
  return (
    <>
      <Button href={link} style={{ ...button, ...buttonColors(brand.brandColor) }}>
        {children}
      </Button>
      <Text className="quiet" style={{ ...quiet, margin: "16px 0 0" }} data-skip-in-text>
        Or open this link:
        <br />
        <Link href={link} className="link" style={{ color: "#4338ca", wordBreak: "break-all" }}>
          {link}
        </Link>
      </Text>
    </>
  );
}

/** "the Pro role in The Lounge", or "membership of The Lounge" without a role. */
export function given({ serverName, roleName }: WhatIsGiven): string {
  return describeTarget(serverName, roleName === null ? null : { name: roleName });
}

export function bought({ productName }: WhatIsGiven, brand: Brand): string {
  return productName ? `${productName} from ${brand.name}` : `access from ${brand.name}`;
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
