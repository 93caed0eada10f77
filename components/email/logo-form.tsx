"use client";
import { Upload } from "lucide-react";
import { type ChangeEvent, startTransition, useId } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Button, buttonClass } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { useAction, useActionForm } from "@/components/ui/use-action";
import { removeLogo, uploadLogo } from "./actions";

/** The logo at the top of emails and customers' pages. It is uploaded as soon as it is chosen. */
export function LogoForm(props: { slug: string; name: string; logoUrl: string | null; mayChange: boolean }) {
  const { slug, name, logoUrl, mayChange } = props;
  const upload = useActionForm(uploadLogo.bind(null, slug));
  const remove = useAction(removeLogo);
  const id = useId();
  const pending = upload.pending || remove.pending;
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const form = new FormData();
    form.set("logo", target.files?.[0] ?? "");
    target.value = "";
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
        A square PNG, JPEG or GIF of up to 200 kB, for emails and customers' pages.
      </p>
      <ErrorLine>{upload.refusal?.message ?? remove.refusal?.message}</ErrorLine>
    </div>
  );
}
