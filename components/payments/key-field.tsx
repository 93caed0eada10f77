import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ProviderChoice } from "@/lib/payments/providers";

/** Asks for a key, and names what it must be allowed. */
export function KeyField({ provider }: { provider: ProviderChoice | undefined }) {
  const { label = "API key", hint, rights = [] } = provider?.key ?? {};
  return (
    <div className="grid gap-3">
      <Field label={label} name="apiKey" hint={hint}>
        {(control) => <Input {...control} type="password" autoComplete="off" required />}
      </Field>
      {rights.length > 0 && (
        <div className="grid gap-1.5 rounded-lg border px-4 py-3 text-sm">
          <p className="font-medium">Give it these rights, and no others:</p>
          <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
            {rights.map(({ name, level }) => (
              <li key={name} className="flex justify-between gap-2">
                {name} <span className="text-ink-soft">{level}</span>
              </li>
            ))}
          </ul>
          <p className="text-ink-soft">Each is tried when you send the form.</p>
        </div>
      )}
    </div>
  );
}
