"use client";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SettingsForm } from "./settings-form";

const usual = "#5448d0";

/** Logo and colour for emails, with a preview of the button. */
export function EmailLookForm(props: {
  slug: string;
  name: string;
  logoUrl: string;
  brandColor: string;
  mayChange: boolean;
}) {
  const [color, setColor] = useState(props.brandColor);
  const shown = /^#[0-9a-f]{6}$/i.test(color) ? color : usual;
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <SettingsForm slug={props.slug} mayChange={props.mayChange}>
        <Field
          label="Logo"
          optional
          hint="The https URL of a square image, shown at the top of your emails."
          name="logoUrl"
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              inputMode="url"
              defaultValue={props.logoUrl}
              placeholder="https://example.com/logo.png"
            />
          )}
        </Field>
        <Field label="Colour" optional hint="The colour of the button." name="brandColor">
          {(control) => (
            <div className="flex gap-2">
              <Input
                {...control}
                value={color}
                placeholder={usual}
                maxLength={7}
                onChange={(event) => setColor(event.target.value)}
                className="font-mono"
              />
              <input
                type="color"
                aria-label="Pick a colour"
                value={shown}
                onChange={(event) => setColor(event.target.value)}
                className="h-9 w-12 cursor-pointer rounded-md border border-control-line bg-surface p-1"
              />
            </div>
          )}
        </Field>
      </SettingsForm>
      <figure className="grid content-start gap-2">
        <figcaption className="text-ink-soft text-sm">Preview</figcaption>
        <div className="grid justify-items-start gap-4 rounded-xl border bg-white p-6 text-black">
          <p className="font-semibold">{props.name}</p>
          <p>Your access is ready. One click and you're in.</p>
          <span
            className="rounded-lg px-5 py-2.5 font-semibold"
            style={{ background: shown, color: readableOn(shown) }}
          >
            Join the Discord
          </span>
        </div>
      </figure>
    </div>
  );
}

/** Black or white, whichever contrasts more (WCAG relative luminance). */
function readableOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
