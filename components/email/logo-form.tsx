"use client";
import { Upload } from "lucide-react";
import { type ChangeEvent, startTransition, useId, useState } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Button, buttonClass } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { useAction, useActionForm } from "@/components/ui/use-action";
import { removeLogo, uploadLogo } from "./actions";

/** The logo at the top of emails and customers' pages. It is uploaded as soon as it is chosen. */
export function LogoForm(props: {
  slug: string;
  name: string;
  logoUrl: string | null;
  mostBytes: number;
  mayChange: boolean;
}) {
  const { slug, name, logoUrl, mostBytes, mayChange } = props;
  const upload = useActionForm(uploadLogo.bind(null, slug));
  const remove = useAction(removeLogo);
  const [tooLarge, setTooLarge] = useState(false);
  const id = useId();
  const pending = upload.pending || remove.pending;
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    target.value = "";
    if (!file) return;
    setTooLarge(file.size > mostBytes);
    if (file.size > mostBytes) return;
    const form = new FormData();
    form.set("logo", file);
    startTransition(() => upload.submit(form));
  };
  return (
    <div className="grid gap-2">
      <p className="font-medium text-sm">Logo</p>
      <div className="flex items-center gap-4">
        <Avatar square name={name} image={logoUrl} className="size-14" />
        {mayChange && (
          <div className="flex flex-wrap gap-2">
            <input
              id={id}
              type="file"
              accept="image/png,image/jpeg,image/gif"
              aria-describedby={`${id}-hint`}
              disabled={pending}
              onChange={choose}
              className="peer sr-only"
            />
            <label
              htmlFor={id}
              className={buttonClass(
                {},
                "cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-disabled:opacity-55",
              )}
            >
              <Upload aria-hidden />
              {logoUrl ? "Replace logo" : "Upload logo"}
            </label>
            {logoUrl && (
              <Button variant="ghost" pending={remove.pending} onClick={() => remove.run(slug)}>
                Remove
              </Button>
            )}
          </div>
        )}
      </div>
      <p id={`${id}-hint`} className="text-ink-soft text-sm">
        A square PNG, JPEG or GIF of up to {mostBytes / 1024} kB, for emails and customers' pages.
      </p>
      <ErrorLine>
        {tooLarge
          ? `The picture is larger than ${mostBytes / 1024} kB`
          : (upload.refusal?.message ?? remove.refusal?.message)}
      </ErrorLine>
    </div>
  );
}
