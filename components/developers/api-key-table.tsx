"use client";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge, StatusBadge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
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

export function ApiKeyTable({ slug, keys, mayChange }: { slug: string; keys: KeyRow[]; mayChange: boolean }) {
  return (
    <Table label="API keys">
      <THead>
        <Th>Name</Th>
        <Th>Key</Th>
        <Th>Status</Th>
        <Th>Last used</Th>
        <Th>Created</Th>
        <Th>
          <span className="sr-only">Actions</span>
        </Th>
      </THead>
      <tbody>
        {keys.map((key) => (
          <Tr key={key.id}>
            <Td>
              <span className="flex items-center gap-2 whitespace-nowrap font-medium">
                {key.name} {key.readOnly && <Badge>Read only</Badge>}
              </span>
            </Td>
            <Td className="whitespace-nowrap font-mono text-ink-soft text-sm">gh_…{key.hint}</Td>
            <Td>
              <StatusBadge tone={states[key.state].tone}>{states[key.state].word}</StatusBadge>
              {key.state === "live" && key.expiresAt && (
                <span className="ml-2 whitespace-nowrap text-ink-soft text-sm">
                  until <RelativeTime at={key.expiresAt} />
                </span>
              )}
            </Td>
            <Td className="whitespace-nowrap text-ink-soft">
              {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : "Never"}
            </Td>
            <Td className="whitespace-nowrap text-ink-soft">
              <RelativeTime at={key.createdAt} />
            </Td>
            <Td className="text-right">
              {mayChange && key.state === "live" && (
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
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
