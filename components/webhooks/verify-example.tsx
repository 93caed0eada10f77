import { ChevronRight } from "lucide-react";
import { CodeBlock } from "@/components/ui/code-block";

const example = `import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.GATEHOUSE_WEBHOOK_SECRET);

export async function POST(request) {
  const body = await request.text(); // the raw body, not parsed and serialized again
  const event = webhook.verify(body, Object.fromEntries(request.headers));
  if (await seenBefore(request.headers.get("webhook-id"))) return new Response(null, { status: 204 });
  // event.type, event.data.status, event.data.customer_id, …
  return new Response(null, { status: 204 });
}`;

export function VerifyExample() {
  return (
    <details className="group rounded-xl border bg-surface shadow-card">
      <summary className="touchable flex list-none items-center justify-between rounded-xl px-5 py-3 font-semibold text-lg">
        Verify signatures
        <ChevronRight aria-hidden className="size-4 text-ink-faint group-open:rotate-90" />
      </summary>
      <div className="grid grid-cols-1 gap-3 px-5 pb-5">
        <p className="text-ink-soft">
          Signatures follow Standard Webhooks, so you can verify them with its libraries in any language, or
          with <code className="font-mono text-sm">webhooks.unwrap</code> in the Dodo Payments SDKs. An event
          can arrive twice with the same <code className="font-mono text-sm">webhook-id</code>, and events can
          arrive out of order. Respond with 200 to 299 within 15 seconds.
        </p>
        <CodeBlock code={example} label="Example" />
      </div>
    </details>
  );
}
