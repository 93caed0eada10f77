import type { ReferenceGroup } from "@/lib/api/reference";
import { MethodBadge } from "./badge";

export const guideParts = [
  { anchor: "start", title: "Getting started" },
  { anchor: "pages", title: "Pagination" },
  { anchor: "repeating", title: "Idempotency" },
  { anchor: "status", title: "Status" },
  { anchor: "limits", title: "Rate limits" },
  { anchor: "errors", title: "Errors" },
] as const;

/** The table of contents: beside the page when there's room, otherwise collapsed above it. */
export function Contents({ groups }: { groups: ReferenceGroup[] }) {
  return (
    <nav aria-label="Reference" className="grid gap-5 text-sm">
      <ContentsPart title="Guide">
        {guideParts.map(({ anchor, title }) => (
          <ContentsLink key={anchor} anchor={anchor}>
            {title}
          </ContentsLink>
        ))}
      </ContentsPart>
      {groups.map(({ name, entries }) => (
        <ContentsPart key={name} title={name}>
          {entries.map(({ anchor, summary, sample }) => (
            <ContentsLink key={anchor} anchor={anchor}>
              <span className="min-w-0 flex-1">{summary.replace(/, newest first$/, "")}</span>
              <MethodBadge method={sample.method} className="text-[0.625rem] leading-3.5" />
            </ContentsLink>
          ))}
        </ContentsPart>
      ))}
    </nav>
  );
}

function ContentsPart({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <p className="mb-1 px-2 font-medium">{title}</p>
      <ul>{children}</ul>
    </div>
  );
}

function ContentsLink({ anchor, children }: { anchor: string; children: React.ReactNode }) {
  return (
    <li>
      <a
        href={`#${anchor}`}
        className="touchable flex items-center gap-2 rounded-md px-2 py-1 text-ink-soft hover:bg-hover hover:text-ink"
      >
        {children}
      </a>
    </li>
  );
}
