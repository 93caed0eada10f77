"use client";
import { Play } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { Sample } from "@/lib/api/examples";
import { useReader } from "./reader";
import { type Reply, sendCall } from "./send-call";

type Props = { sample: Sample; ids: string[]; query: { name: string; type: string }[] };

/** Sends a real call to this server with the reader's own key. */
export function TryIt({ sample, ids, query }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <details className="rounded-xl border bg-surface shadow-card" onToggle={() => setOpened(true)}>
      <summary className="touchable flex list-none items-center gap-2 rounded-xl px-4 py-2.5 font-medium">
        <Play aria-hidden className="size-4 text-accent-ink" />
        Try it
      </summary>
      {opened && <TryForm sample={sample} ids={ids} query={query} />}
    </details>
  );
}

function TryForm({ sample, ids, query }: Props) {
  const { apiKey, setApiKey } = useReader();
  const [body, setBody] = useState(
    sample.body === undefined ? undefined : JSON.stringify(sample.body, null, 2),
  );
  const [reply, setReply] = useState<Reply | "unreachable" | null>(null);
  const [pending, setPending] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = (names: string[]) =>
      Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? "")]));
    const { method, path } = sample;
    const wanted = {
      method,
      path,
      ids: given(ids),
      query: given(query.map(({ name }) => name)),
      body,
      apiKey,
    };
    setPending(true);
    setReply(await sendCall(wanted).catch(() => "unreachable" as const));
    setPending(false);
  }

  return (
    <form onSubmit={send} className="grid gap-3.5 border-t px-4 py-4">
      <Field label="API key" hint="Only kept on this page, until you close it">
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="off"
            placeholder="gh_…"
            required
            value={apiKey}
            onChange={(event) => setApiKey(event.target.value)}
          />
        )}
      </Field>
      {ids.map((name) => (
        <Field key={name} label={<code className="font-mono">{name}</code>}>
          {(control) => <Input {...control} name={name} required autoComplete="off" className="font-mono" />}
        </Field>
      ))}
      {query.length > 0 && (
        <div className="grid gap-3.5 sm:grid-cols-2">
          {query.map(({ name, type }) => (
            <Field key={name} label={<code className="font-mono">{name}</code>} optional>
              {(control) => (
                <Input
                  {...control}
                  name={name}
                  autoComplete="off"
                  placeholder={type.length > 30 ? "" : type}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      {body !== undefined && (
        <Field label="Body">
          {(control) => (
            <Textarea
              {...control}
              className="min-h-40 font-mono text-sm"
              spellCheck={false}
              value={body}
              onChange={(event) => setBody(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" pending={pending}>
          Send {sample.method}
        </Button>
        {sample.method !== "GET" && <p className="text-ink-soft text-sm">This makes a real change.</p>}
      </div>
      <ReplyView reply={reply} />
    </form>
  );
}

function ReplyView({ reply }: { reply: Reply | "unreachable" | null }) {
  if (!reply) return null;
  if (reply === "unreachable")
    return (
      <Callout look="problem" live title="The server didn't respond">
        Check that it's running, then try again.
      </Callout>
    );
  const good = reply.status < 400;
  return (
    <div className="grid min-w-0 gap-2">
      <p role="status" className="flex flex-wrap items-baseline gap-x-3 text-sm">
        <span className={good ? "font-medium text-delivered-ink" : "font-medium text-failed-ink"}>
          {reply.status}
        </span>
        <span className="text-ink-soft">{reply.ms} ms</span>
        {reply.requestId && (
          <code className="break-all font-mono text-ink-faint text-xs">{reply.requestId}</code>
        )}
      </p>
      {reply.text ? (
        <CodeBlock code={reply.text} label="Response" />
      ) : (
        <p className="text-ink-soft text-sm">Done. The response has no body.</p>
      )}
    </div>
  );
}
