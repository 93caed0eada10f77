import type { Texts } from "@/lib/languages/texts";

/** Says who is signed in now, before a sign-in link replaces them, so that nobody goes on in another person's account without noticing. */
export function StayOrSwitch(props: { texts: Texts; from: string; to: string }) {
  const { texts, from, to } = props;
  return (
    <dl className="grid gap-3 text-center [&_dd]:break-words [&_dd]:font-medium [&_dt]:text-ink-soft [&_dt]:text-sm">
      <div>
        <dt>{texts.t("signIn.from")}</dt>
        <dd>{from}</dd>
      </div>
      <div>
        <dt>{texts.t("signIn.to")}</dt>
        <dd>{to}</dd>
      </div>
    </dl>
  );
}
