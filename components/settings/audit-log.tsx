import Link from "next/link";
import { type Column, DataTable } from "@/components/lists/data-table";
import { Avatar } from "@/components/ui/avatar";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import type { AuditEntry } from "@/lib/audit";
import type { Subject } from "@/lib/overview/name-subjects";
import type { Sort } from "@/lib/search-params";
import { type Piece, tellEntry } from "./audit-sentences";

const kinds = { person: null, api_key: "API key", customer: "Customer", system: null };

type Names = ReadonlyMap<string, Subject>;

/** Who did what, as sentences. Details that the sentence doesn't tell stand below it. */
export function AuditLog({
  slug,
  entries,
  names,
  sort,
}: {
  slug: string;
  entries: AuditEntry[];
  names: Names;
  sort: Sort;
}) {
  const columns: Column<AuditEntry>[] = [
    {
      id: "what",
      head: "What happened",
      className: "sm:py-3",
      cell: (entry) => <Entry slug={slug} entry={entry} names={names} />,
    },
    {
      id: "when",
      head: "When",
      sorts: "desc",
      className: "whitespace-nowrap align-top text-ink-soft text-sm max-sm:pl-10 sm:pt-3.5",
      cell: ({ createdAt }) => <RelativeTime at={createdAt.toISOString()} />,
    },
  ];
  return <DataTable label="Audit log" rows={entries} columns={columns} sort={sort} />;
}

function Entry({ slug, entry, names }: { slug: string; entry: AuditEntry; names: Names }) {
  const { pieces, more } = tellEntry(entry, names);
  const { actor } = entry;
  const kind = kinds[actor.kind];
  return (
    <div className="flex items-start gap-3">
      <Avatar name={actor.label} className="size-7 text-[0.625rem]" />
      <div className="grid min-w-0 gap-0.5 [overflow-wrap:anywhere]">
        <p className="pt-0.5">
          <span className="font-medium">{actor.label}</span> {kind && <Badge>{kind}</Badge>}{" "}
          {pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: The pieces of a sentence never change places.
            <SentencePiece key={index} slug={slug} piece={piece} />
          ))}
        </p>
        {more.length > 0 && (
          <p className="text-ink-soft text-sm">
            {more.map(([field, value]) => `${field}: ${value}`).join(" · ")}
          </p>
        )}
      </div>
    </div>
  );
}

function SentencePiece({ slug, piece }: { slug: string; piece: Piece }) {
  if ("text" in piece) return piece.text;
  if (!piece.path) return <span className="font-medium">{piece.name}</span>;
  return (
    <Link href={`/${slug}${piece.path}`} className="font-medium text-accent-ink hover:underline">
      {piece.name}
    </Link>
  );
}
