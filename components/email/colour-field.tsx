import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

const usual = "#5448d0";

export function ColourField({ value, onChange }: { value: string; onChange: (color: string) => void }) {
  return (
    <Field label="Colour" optional hint="The colour of the button." name="brandColor">
      {(control) => (
        <div className="flex gap-2">
          <Input
            {...control}
            value={value}
            placeholder={usual}
            maxLength={7}
            onChange={(event) => onChange(event.target.value)}
            className="font-mono"
          />
          <input
            type="color"
            aria-label="Pick a colour"
            value={/^#[0-9a-f]{6}$/i.test(value) ? value : usual}
            onChange={(event) => onChange(event.target.value)}
            className="h-9 w-12 cursor-pointer rounded-md border border-control-line bg-surface p-1"
          />
        </div>
      )}
    </Field>
  );
}
