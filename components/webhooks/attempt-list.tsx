import { ChevronRight } from "lucide-react";
import { Section } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import type { ShownDeliveryDetail } from "@/lib/webhooks/show-webhooks";

type Attempt = ShownDeliveryDetail["tries"][number];

export function AttemptList({ attempts }: { attempts: Attempt[] }) {
  return (
    <Section title="Attempts" description={attempts.length > 0 ? "Newest first." : undefined}>
      {attempts.length === 0 ? (
        <p className="text-ink-soft">None yet.</p>
      ) : (
        <ul className="grid grid-cols-1 gap-2.5">
          {attempts.map((attempt, index) => (
            <li key={attempt.id}>
              <AttemptDetails attempt={attempt} open={index === 0} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function AttemptDetails({ attempt, open }: { attempt: Attempt; open: boolean }) {
  return (
    <details open={open} className="group rounded-lg border">
      <summary className="touchable flex list-none flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-3 py-2 hover:bg-hover/60">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-faint group-open:rotate-90" />
        <Outcome attempt={attempt} />
        <span className="text-ink-soft text-sm">Attempt {attempt.number}</span>
        <span className="tabular ml-auto text-ink-soft text-sm">
          {attempt.durationMs.toLocaleString("en")} ms · <RelativeTime at={attempt.at} />
        </span>
      </summary>
      <div className="grid grid-cols-1 gap-4 border-t p-3.5">
        {attempt.error && <p className="text-failed-ink">{attempt.error}</p>}
        {attempt.statusCode !== null && <Answer attempt={attempt} />}
        <Part title="Request headers">
          <CodeBlock code={headerText(attempt.requestHeaders)} label="Request headers" />
        </Part>
      </div>
    </details>
  );
}

function Outcome({ attempt }: { attempt: Attempt }) {
  if (attempt.statusCode === null) return <StatusBadge tone="failed">No response</StatusBadge>;
  const succeeded = attempt.statusCode >= 200 && attempt.statusCode < 300 && !attempt.error;
  return <StatusBadge tone={succeeded ? "delivered" : "failed"}>{attempt.statusCode}</StatusBadge>;
}

function Answer({ attempt }: { attempt: Attempt }) {
  const isRedirect = attempt.statusCode !== null && attempt.statusCode >= 300 && attempt.statusCode < 400;
  return (
    <>
      {isRedirect && (
        <p className="text-ink-soft">
          Redirects aren't followed. Change the endpoint's URL to the one it redirects to.
        </p>
      )}
      <Part title="Response">
        {attempt.responseBody ? (
          <CodeBlock code={attempt.responseBody} label="Response" />
        ) : (
          <p className="text-ink-soft text-sm">No body.</p>
        )}
      </Part>
      <Part title="Response headers">
        <CodeBlock code={headerText(attempt.responseHeaders ?? {})} label="Response headers" />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-1.5">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </div>
  );
}

function headerText(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
