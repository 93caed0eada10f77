import { ChevronRight, Link as LinkIcon } from "lucide-react";
import type { ReferenceEntry } from "@/lib/api/reference";
import { Badge, MethodBadge } from "./badge";
import { Example } from "./examples";
import { FieldTable } from "./field-table";
import { TryIt } from "./try-it";

/** One call: what it does and takes on the left, example code on the right. */
export function Entry({ entry, baseUrl }: { entry: ReferenceEntry; baseUrl: string }) {
  const { anchor, sample, summary, description } = entry;
  return (
    <article aria-labelledby={anchor} className="grid gap-6 border-t py-9 xl:grid-cols-2 xl:gap-10">
      <div className="grid min-w-0 content-start gap-4">
        <header className="grid gap-2">
          <h3 id={anchor} className="group flex scroll-mt-16 items-center gap-2 font-semibold text-lg">
            {summary}
            <a
              href={`#${anchor}`}
              aria-label={`Link to ${summary}`}
              className="text-ink-faint hover:text-ink"
            >
              <LinkIcon aria-hidden className="size-3.5" />
            </a>
          </h3>
          <p className="flex flex-wrap items-center gap-2">
            <MethodBadge method={sample.method} />
            <code className="break-all font-mono text-sm">/api{sample.path}</code>
            {sample.addition && <Badge className="bg-accent-soft text-accent-ink">Gatehouse only</Badge>}
          </p>
          {description && <p className="text-ink-soft">{description}</p>}
        </header>
        <FieldTable title="Query" rows={entry.query} />
        <FieldTable title="Body" rows={entry.body} />
        <Answer entry={entry} />
      </div>
      <div className="grid min-w-0 content-start gap-4 xl:sticky xl:top-6 xl:self-start">
        <Example sample={sample} baseUrl={baseUrl} />
        <TryIt
          sample={sample}
          ids={entry.ids.map(({ name }) => name)}
          query={entry.query.map(({ name, type }) => ({ name, type }))}
        />
      </div>
    </article>
  );
}

function Answer({ entry }: { entry: ReferenceEntry }) {
  if (entry.answer.length === 0) return <p className="text-ink-soft text-sm">Returns 204 with no body.</p>;
  return (
    <details className="group/answer">
      <summary className="touchable flex list-none items-center gap-1.5 font-medium text-sm">
        <ChevronRight aria-hidden className="size-4 text-ink-faint group-open/answer:rotate-90" /> Response{" "}
      </summary>
      <div className="mt-2">
        <FieldTable title="Fields" rows={entry.answer} required={false} />
      </div>
    </details>
  );
}
