"use client";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import { Checkbox } from "@/components/ui/checkbox";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import type { GrantView } from "@/lib/grants/grant-view";
import { linkWords } from "./grant-words";

export function GrantTable({
  slug,
  rows,
  ticked,
  onTick,
  showEntitlement = false,
}: {
  slug: string;
  rows: GrantView[];
  ticked: ReadonlySet<string>;
  /** Without it, rows have no checkboxes. */
  onTick?: (ticked: ReadonlySet<string>) => void;
  showEntitlement?: boolean;
}) {
  const all = rows.length > 0 && rows.every(({ id }) => ticked.has(id));
  const toggle = (id: string) => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    onTick?.(next);
  };
  return (
    <Table label="Grants">
      <THead>
        {onTick && (
          <Th className="w-10 pr-0">
            <Checkbox
              aria-label="Select all on this page"
              checked={all || (ticked.size > 0 && "indeterminate")}
              onCheckedChange={() => onTick(all ? new Set() : new Set(rows.map(({ id }) => id)))}
            />
          </Th>
        )}
        <Th>Customer</Th>
        <Th>Status</Th>
        <Th>{showEntitlement ? "Entitlement" : "Discord"}</Th>
        <Th>Through</Th>
        <Th>Since</Th>
      </THead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.id} data-row aria-selected={onTick ? ticked.has(row.id) : undefined}>
            {onTick && (
              <Td className="pr-0">
                <Checkbox
                  aria-label={`Select ${row.customer.name}`}
                  checked={ticked.has(row.id)}
                  onCheckedChange={() => toggle(row.id)}
                />
              </Td>
            )}
            <Td>
              <Link
                href={`/${slug}/grants/${row.id}`}
                data-row-link
                className="touchable flex min-w-40 items-center gap-2.5 rounded-md"
              >
                <Avatar name={row.customer.name} image={row.account?.image ?? null} />
                <span className="min-w-0">
                  <span className="block max-w-52 truncate font-medium">{row.customer.name}</span>
                  <span className="block max-w-52 truncate text-ink-soft text-sm">{row.customer.email}</span>
                </span>
              </Link>
            </Td>
            <Td>
              <StatusBadge tone={row.tone} reason={row.reason}>
                {row.label}
              </StatusBadge>
            </Td>
            <Td className="whitespace-nowrap">
              {showEntitlement ? (
                <Link href={`/${slug}/entitlements/${row.entitlement.id}`} className="hover:underline">
                  {row.entitlement.name}
                </Link>
              ) : row.account ? (
                `@${row.account.username}`
              ) : (
                <span className="text-ink-soft">{linkWords[row.link] || "Never connected"}</span>
              )}
            </Td>
            <Td className="whitespace-nowrap text-ink-soft">{row.product ?? "Given directly"}</Td>
            <Td className="whitespace-nowrap text-ink-soft">
              <RelativeTime at={row.createdAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
