import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { errorTable } from "@/lib/api/reference";
import { guideParts } from "./contents";
import { FirstLines } from "./examples";

const everyPage = `// The SDKs' own iterators (for await, auto_paging_iter) ask for pages 0, 2, 3, …
// because they count from 1 and the API from 0. Ask for each page yourself:
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

/** What holds for every call, before the calls themselves. */
export function Guide({ baseUrl, limit }: { baseUrl: string; limit: number }) {
  return (
    <div className="grid gap-9">
      <Part anchor="start">
        <p>
          Everything stands under <Code>{baseUrl}</Code> and wants an API key, made in the dashboard under
          Developers: <Code>Authorization: Bearer gh_…</Code>. A read-only key may only read. Programs written
          with the published Dodo Payments SDKs work as they are: set <Code>DODO_PAYMENTS_BASE_URL</Code>, and
          give no <Code>environment</Code>, which the SDKs refuse beside an address.
        </p>
        <FirstLines baseUrl={baseUrl} />
        <p>
          The whole reference as{" "}
          <a className="font-medium text-accent-ink underline underline-offset-2" href="/api/openapi.json">
            OpenAPI 3.1
          </a>
          . Ids of customers and products may be ours or your payment provider's. Fields that you send and we
          do not know are passed over.
        </p>
      </Part>
      <Part anchor="pages">
        <p>
          Lists take <Code>page_number</Code>, counted from 0, and <Code>page_size</Code>, 10 by itself and
          100 at most. A page past the end is an empty list. New rows shift pages; <Code>cursor</Code> does
          not: send the <Code>next_cursor</Code> of the answer before, until it is null.
        </p>
        <CodeBlock code={everyPage} label="Every page with an SDK" />
      </Part>
      <Part anchor="repeating">
        <p>
          Send an <Code>Idempotency-Key</Code> with any POST, and sending it again has no second effect: for
          24 hours the first answer comes back, marked <Code>Idempotency-Replayed: true</Code>. Calls with one
          key at the same moment get the same answer. The same key with another body is refused. A refusal is
          not kept: mend the body and use the key again.
        </p>
        <CodeBlock code={repeating} label="A call that may be repeated" />
      </Part>
      <Part anchor="status">
        <p>
          A grant is <Code>pending</Code>, <Code>delivered</Code>, <Code>failed</Code> or <Code>revoked</Code>
          . The SDKs type them as <Code>Pending</Code>, <Code>Delivered</Code>, <Code>Failed</Code>,{" "}
          <Code>Revoked</Code>, so a call with the header <Code>X-Stainless-Lang</Code>, which the SDKs always
          send, gets them so. Filters take both. Each webhook endpoint has its own spelling.
        </p>
      </Part>
      <Part anchor="limits">
        <p>
          {limit} calls in a second for each key. Every answer says how many are left:{" "}
          <Code>X-RateLimit-Limit</Code>, <Code>X-RateLimit-Remaining</Code>, and{" "}
          <Code>X-RateLimit-Reset</Code>, the second (Unix time) at which it begins anew. Over it, the answer
          is 429 with <Code>Retry-After</Code>; the SDKs wait and try again by themselves. A body may have 256
          KiB.
        </p>
      </Part>
      <Part anchor="errors">
        <p>
          A refusal has a <Code>code</Code> for programs, a <Code>message</Code> for people, the{" "}
          <Code>request_id</Code> that our log knows it by, and <Code>fields</Code> when fields are wrong.{" "}
          <Code>X-Should-Retry: false</Code> tells the SDKs that trying again would change nothing.
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
