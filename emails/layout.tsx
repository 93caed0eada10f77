import { Body, Container, Head, Hr, Html, Img, Preview, Section, Text } from "@react-email/components";
import type { ReactNode } from "react";
import type { Texts } from "@/lib/languages/texts";
import type { Brand } from "./mail";

// For clients that support dark mode; those that invert colours themselves start from the light ones.
const darkMode = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #101012 !important; }
  .card { background-color: #1b1b1f !important; border-color: #2e2e35 !important; }
  .text, .text strong { color: #f2f2f4 !important; }
  .quiet { color: #a9a9b4 !important; }
  .link { color: #a5b4fc !important; }
  .rule { border-color: #2e2e35 !important; }
}`;

const font = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';

export function Layout(props: {
  brand: Brand;
  texts: Texts;
  preview: string;
  why: string;
  children: ReactNode;
}) {
  const { brand, texts, preview, why, children } = props;
  return (
    <Html lang={texts.language}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkMode}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body className="page" style={{ margin: 0, backgroundColor: "#f4f4f6", fontFamily: font }}>
        {/* Body renders a cell that takes no class, so dark mode needs a section that has one. */}
        <Section className="page" style={{ backgroundColor: "#f4f4f6" }}>
          <Container style={{ maxWidth: "520px", margin: "0 auto", padding: "24px 16px" }}>
            <Section className="card" style={card}>
              <Sender brand={brand} />
              {children}
            </Section>
            <Footer brand={brand} texts={texts} why={why} />
          </Container>
        </Section>
      </Body>
    </Html>
  );
}

function Sender({ brand }: { brand: Brand }) {
  const { logoUrl } = brand;
  return (
    <>
      {logoUrl && <Img src={logoUrl} alt="" width="40" height="40" style={{ borderRadius: "8px" }} />}
      <Text className="text" style={{ ...text, margin: "0 0 20px", fontSize: "15px", fontWeight: 600 }}>
        {brand.name}
      </Text>
    </>
  );
}

function Footer({ brand, texts, why }: { brand: Brand; texts: Texts; why: string }) {
  return (
    <Section style={{ padding: "16px 8px 0" }}>
      <Text className="quiet" style={quiet}>
        {why}
      </Text>
      {brand.supportEmail && (
        <Text className="quiet" style={quiet}>
          {texts.t("mail.questions", { business: brand.name, email: brand.supportEmail })}
        </Text>
      )}
    </Section>
  );
}

export function Rule() {
  return <Hr className="rule" style={{ borderColor: "#e4e4e9", margin: "24px 0" }} />;
}

const card = {
  backgroundColor: "#ffffff",
  border: "1px solid #e4e4e9",
  borderRadius: "12px",
  padding: "28px 24px",
};
export const text = { color: "#1c1c21", fontSize: "16px", lineHeight: "24px", margin: "0 0 16px" };
export const quiet = { color: "#5c5c68", fontSize: "13px", lineHeight: "20px", margin: "0 0 8px" };
