import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";

/** New recovery codes, which aren't shown again. */
export function CodeList({ codes, email }: { codes: string[]; email: string }) {
  const text = `Gatehouse recovery codes of ${email}\n${codes.join("\n")}\n`;
  return (
    <Callout
      look="warning"
      live
      title="Save your recovery codes"
      action={
        <>
          <CopyButton value={text}>Copy</CopyButton>
          <a
            className="touchable self-center font-medium text-accent-ink text-sm hover:underline"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
            download="gatehouse-recovery-codes.txt"
          >
            Download
          </a>
        </>
      }
    >
      <p>
        If you lose your passkey, each confirms once that it's you. They aren't shown again. Keep them apart
        from this device.
      </p>
      <ul aria-label="Recovery codes" className="mt-2 grid gap-x-6 gap-y-1 font-mono text-ink sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Callout>
  );
}
