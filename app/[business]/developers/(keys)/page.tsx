import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ApiKeyTable, type KeyRow } from "@/components/developers/api-key-table";
import { NewApiKey } from "@/components/developers/new-api-key";
import { ExportLink } from "@/components/lists/export-link";
import { ButtonLink } from "@/components/ui/button-link";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { listApiKeys } from "@/lib/api-keys";
import { asMember } from "@/lib/auth";
import { databaseNow } from "@/lib/clock";
import { env } from "@/lib/env";
import { mayAct } from "@/lib/rights";
import { readSearchParams, readSort, type SearchParams, type Sort, sortRows } from "@/lib/search-params";

export const metadata: Metadata = { title: "API keys" };

type Props = { params: Promise<{ business: string }>; searchParams: SearchParams };

const sorts = [
  { by: "created", direction: "desc" },
  { by: "name", direction: "asc" },
  { by: "used", direction: "desc" },
] as const satisfies Sort[];

const sortValues = {
  created: ({ createdAt }: KeyRow) => createdAt,
  name: ({ name }: KeyRow) => name.toLowerCase(),
  used: ({ lastUsedAt }: KeyRow) => lastUsedAt ?? "",
};

export default async function ApiKeysPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const sort = readSort((await readSearchParams(searchParams)).sort, sorts);
  const { keys, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    keys: await listApiKeys(tx, business.id),
    mayChange: mayAct(role, "admin"),
  }));
  const rows = keys.map((key) => ({
    id: key.id,
    name: key.name,
    hint: key.hint,
    readOnly: key.readOnly,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    state: key.revokedAt
      ? ("revoked" as const)
      : key.expiresAt && key.expiresAt <= databaseNow()
        ? ("expired" as const)
        : ("live" as const),
  }));
  return (
    <div className="grid gap-6">
      {rows.length === 0 ? (
        <EmptyState
          icon={<KeyRound />}
          title="No API keys yet"
          action={
            <>
              {mayChange && <NewApiKey slug={slug} />}
              <ButtonLink href="/docs/api">Read the API reference</ButtonLink>
            </>
          }
        >
          Use a key to create entitlements, give access and read grants from your own code. It works with the
          published Dodo Payments SDKs.
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-ink-soft">A key can act for the whole business. Only use it on your server.</p>
            {mayChange && (
              <div className="flex flex-wrap items-center gap-2">
                <ExportLink slug={slug} list="api-keys" />
                <NewApiKey slug={slug} />
              </div>
            )}
          </div>
          <ApiKeyTable
            slug={slug}
            keys={sortRows(rows, sort, sortValues)}
            sort={sort}
            mayChange={mayChange}
          />
        </>
      )}
      <div className="grid gap-2">
        <h2 className="font-semibold text-lg">Quick start</h2>
        <p className="text-ink-soft">
          List your entitlements. All calls are in the{" "}
          <Link href="/docs/api" className="text-accent-ink underline underline-offset-2">
            API reference
          </Link>
          .
        </p>
        <CodeBlock label="Command" code={quickStart(rows.find(({ state }) => state === "live"))} />
      </div>
    </div>
  );
}

/** A call with a key of theirs by its name; the key itself is shown only once, when it's made. */
function quickStart(key: KeyRow | undefined): string {
  const which = key ? `# GATEHOUSE_KEY: your key “${key.name}”, which ends in ${key.hint}\n` : "";
  return `${which}curl ${env().APP_URL}/api/entitlements \\\n  -H "Authorization: Bearer $GATEHOUSE_KEY"`;
}
