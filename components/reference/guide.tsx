import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { errorTable } from "@/lib/api/reference";
import { guideParts } from "./contents";
import { FirstLines } from "./examples";

const everyPage = `// The SDKs' own iterators (for await, auto_paging_iter) request pages 0, 2, 3, …
// because they count from 1 and the API counts from 0. Request each page yourself:
async function* everything(list) {
  for (let page_number = 0; ; page_number++) {
    const { items } = await list({ page_number, page_size: 100 });
    yield* items;
    if (items.length < 100) return;
  }
}

for await (const grant of everything((query) => client.entitlements.grants.list(id, query))) {
  // …
}`;

const repeating = `curl -X POST $BASE/entitlements/$ID/grants \\
  -H "Authorization: Bearer $GATEHOUSE_API_KEY" \\
  -H "Idempotency-Key: order-4711" \\
  -H "Content-Type: application/json" \\
  -d '{"email": "carl@example.com"}'`;

/** What applies to every call, shown before the calls themselves. */
export function Guide({ baseUrl, limit }: { baseUrl: string; limit: number }) {
  return (
    <div className="grid gap-9">
      <Part anchor="start">
        <p>
          The base URL is <Code>{baseUrl}</Code>. Every call needs an API key, which you create in the
          dashboard under Developers: <Code>Authorization: Bearer gh_…</Code>. Read-only keys can't change
          anything and don't see claim links. Code written for the published Dodo Payments SDKs works
          unchanged: set <Code>DODO_PAYMENTS_BASE_URL</Code> and leave out <Code>environment</Code>, because
          the SDKs don't accept both.
        </p>
        <FirstLines baseUrl={baseUrl} />
        <p>
          This reference is also available as{" "}
          <a className="font-medium text-accent-ink underline underline-offset-2" href="/api/openapi.json">
            OpenAPI 3.1
          </a>
          . For customers and products, you can use our IDs or your payment provider's. Unknown fields are
          ignored.
        </p>
      </Part>
      <Part anchor="pages">
        <p>
          Lists take a <Code>page_number</Code>, counted from 0, and a <Code>page_size</Code> of up to 100
          (default 10). A page past the end is an empty list. New rows shift page numbers. To avoid that, use{" "}
          <Code>cursor</Code>: pass the <Code>next_cursor</Code> from the previous response until it's null.
        </p>
        <CodeBlock code={everyPage} label="Every page with an SDK" />
      </Part>
      <Part anchor="repeating">
        <p>
          Send an <Code>Idempotency-Key</Code> with any POST to make it safe to retry. For 24 hours, repeating
          the call returns the first response, marked <Code>Idempotency-Replayed: true</Code>. Concurrent
          calls with the same key get the same response. Reusing a key with a different body is an error.
          Errors aren't stored: fix the body and use the same key again.
        </p>
        <CodeBlock code={repeating} label="A call that is safe to repeat" />
      </Part>
      <Part anchor="status">
        <p>
          A grant is <Code>pending</Code>, <Code>delivered</Code>, <Code>failed</Code> or <Code>revoked</Code>
          . The SDKs type them as <Code>Pending</Code>, <Code>Delivered</Code>, <Code>Failed</Code>,{" "}
          <Code>Revoked</Code>, so calls with the <Code>X-Stainless-Lang</Code> header, which the SDKs always
          send, get that spelling. Filters accept both. You choose the spelling for each webhook endpoint.
        </p>
      </Part>
      <Part anchor="limits">
        <p>
          Each key can make {limit} calls per second. Every response says how many are left:{" "}
          <Code>X-RateLimit-Limit</Code>, <Code>X-RateLimit-Remaining</Code>, and{" "}
          <Code>X-RateLimit-Reset</Code>, the Unix time at which the limit resets. Above the limit, you get a
          429 with <Code>Retry-After</Code>; the SDKs wait and retry automatically. Request bodies can be up
          to 256 KiB.
        </p>
      </Part>
      <Part anchor="errors">
        <p>
          An error has a <Code>code</Code> for programs, a <Code>message</Code> for people, the{" "}
          <Code>request_id</Code> to look up in our logs, and <Code>fields</Code> when fields are invalid.{" "}
          <Code>X-Should-Retry: false</Code> tells the SDKs that retrying won't help.
        </p>
        <ErrorTable />
      </Part>
    </div>
  );
}

function ErrorTable() {
  return (
    <ul className="divide-y rounded-lg border">
      {errorTable.map(({ code, status, means }) => (
        <li key={code} className="grid gap-0.5 px-3.5 py-2.5 sm:grid-cols-[3rem_16rem_1fr] sm:gap-3">
          <span className="tabular text-ink-soft text-sm">{status}</span>
          <code className="break-all font-mono text-sm">{code}</code>
          <span className="text-ink-soft text-sm">{means}</span>
        </li>
      ))}
    </ul>
  );
}

function Part({ anchor, children }: { anchor: (typeof guideParts)[number]["anchor"]; children: ReactNode }) {
  const title = guideParts.find((part) => part.anchor === anchor)?.title;
  return (
    <section aria-labelledby={anchor} className="grid min-w-0 max-w-3xl gap-3 [&>p]:text-ink-soft">
      <h2 id={anchor} className="scroll-mt-16 font-semibold text-xl">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Code({ children }: { children: ReactNode }) {
  return (
    <code className="break-words rounded bg-sunken px-1 py-0.5 font-mono text-ink text-sm">{children}</code>
  );
}
