import type { Texts } from "@/lib/languages/texts";

/** Who to contact when a page doesn't help. */
export function SupportLine(props: { texts: Texts; business: { supportEmail: string | null } }) {
  const { supportEmail: email } = props.business;
  if (!email) return null;
  return (
    <p>
      {props.texts.t.rich("common.help", {
        email,
        a: (chunks) => (
          <a key="a" className="break-all text-accent-ink underline" href={`mailto:${email}`}>
            {chunks}
          </a>
        ),
      })}
    </p>
  );
}
