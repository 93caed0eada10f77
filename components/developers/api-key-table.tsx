"use client";
import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge, StatusBadge } from "@/components/ui/status";
import type { Sort } from "@/lib/search-params";
import { revokeApiKey } from "./actions";

export type KeyRow = {
  id: string;
  name: string;
  hint: string;
  readOnly: boolean;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  state: "live" | "revoked" | "expired";
};

const states = {
  live: { tone: "delivered", word: "Active" },
  revoked: { tone: "revoked", word: "Revoked" },
  expired: { tone: "pending", word: "Expired" },
} as const;

export function ApiKeyTable({
  slug,
  keys,
  sort,
  mayChange,
}: {
  slug: string;
  keys: KeyRow[];
  sort: Sort;
  mayChange: boolean;
}) {
  return (
    <DataTable
      label="API keys"
      rows={keys}
      columns={mayChange ? [...columns, revokeColumn(slug)] : columns}
      sort={sort}
    />
  );
}

const columns: Column<KeyRow>[] = [
  {
    id: "name",
    head: "Name",
    sorts: "asc",
    cell: ({ name, readOnly }) => <KeyCell title={name} note={readOnly && <Badge>Read only</Badge>} />,
  },
  {
    id: "key",
    head: "Key",
    className: "whitespace-nowrap font-mono text-ink-soft text-sm",
    cell: ({ hint }) => `gh_…${hint}`,
  },
  {
    id: "status",
    head: "Status",
    cell: ({ state, expiresAt }) => (
      <span className="flex flex-wrap items-center gap-2">
        <StatusBadge tone={states[state].tone}>{states[state].word}</StatusBadge>
        {state === "live" && expiresAt && (
          <span className="whitespace-nowrap text-ink-soft text-sm">
            until <RelativeTime at={expiresAt} />
          </span>
        )}
      </span>
    ),
  },
  {
    id: "used",
    head: "Last used",
    sorts: "desc",
    card: "labelled",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} /> : "Never"),
  },
  {
    id: "created",
    head: "Created",
    sorts: "desc",
    card: "labelled",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

function revokeColumn(slug: string): Column<KeyRow> {
  return {
    id: "actions",
    head: "Actions",
    hideHead: true,
    align: "end",
    cell: (key) =>
      key.state === "live" && (
        <Confirm
          trigger={
            <Button size="sm" className="text-failed-ink" aria-label={`Revoke ${key.name}`}>
              Revoke
            </Button>
          }
          title={`Revoke “${key.name}”?`}
          confirmLabel="Revoke key"
          onConfirm={() => revokeApiKey(slug, key.id)}
        >
          <p>Requests with gh_…{key.hint} will be refused right away. You can't undo this.</p>
        </Confirm>
      ),
  };
}
