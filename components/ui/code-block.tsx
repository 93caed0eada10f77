import { CopyButton } from "./copy-button";

/** Code or a payload to copy. Scrolls on its own, with the copy button always in view. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <section aria-label={label} className="max-h-96 overflow-auto rounded-lg border bg-sunken">
      <div className="sticky top-0 left-0 float-right rounded-lg bg-sunken p-1.5">
        <CopyButton value={code} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <pre className="p-3.5 font-mono text-sm leading-5">
        <code>{code}</code>
      </pre>
    </section>
  );
}
