import { Fact, Facts, Section } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime } from "@/components/ui/exact-time";
import { PageHeader } from "@/components/ui/page-header";
import type { SentEmail } from "@/lib/email/read-sent-email";
import { EmailFrame } from "./email-frame";
import { emailNames } from "./email-names";

/** An email as it was sent. */
export function SentEmailScreen({ slug, email }: { slug: string; email: SentEmail }) {
  const { mail, grantId } = email;
  const name = emailNames[email.template];
  const trail = grantId
    ? [{ href: `/${slug}/grants/${grantId}`, label: "Grant" }]
    : [{ href: `/${slug}`, label: "Overview" }];
  return (
    <>
      <PageHeader trail={trail} title={`“${name}”`} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        {mail ? (
          <div className="grid min-w-0 gap-3">
            <EmailFrame html={mail.html} dark={false} title={`The email ${name}`} />
            <details className="rounded-lg border bg-surface px-4 py-3">
              <summary className="touchable font-medium">Plain text</summary>
              <pre className="mt-3 whitespace-pre-wrap font-mono text-sm [overflow-wrap:anywhere]">
                {mail.text}
              </pre>
            </details>
          </div>
        ) : (
          <EmptyState title={email.sentAt ? "This email is no longer kept" : "Not sent yet"}>
            {email.sentAt
              ? "Emails are kept for 90 days. After that, only who got them and when."
              : "It shows up here as it was sent."}
          </EmptyState>
        )}
        <Section title="Details" className="min-w-0">
          <Facts className="grid-cols-[auto_minmax(0,1fr)]">
            <Fact name="To">
              <span className="break-all">{email.to}</span>
            </Fact>
            {mail && <Fact name="From">{mail.from}</Fact>}
            {mail && <Fact name="Subject">{mail.subject}</Fact>}
            {email.sentAt && (
              <Fact name="Sent">
                <ExactTime at={email.sentAt} />
              </Fact>
            )}
          </Facts>
          {mail && (
            <p className="mt-3 border-t pt-3 text-ink-soft text-sm">
              Links that let somebody sign in or take the access are left out.
            </p>
          )}
        </Section>
      </div>
    </>
  );
}
