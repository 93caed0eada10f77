/** Says whom a sign-in link would replace, so that nobody goes on in another person's account without noticing. */
export function StayOrSwitch({ from, to }: { from: string; to: string }) {
  return (
    <dl className="grid gap-3 text-center [&_dd]:break-words [&_dd]:font-medium [&_dt]:text-ink-soft [&_dt]:text-sm">
      <div>
        <dt>You're signed in as</dt>
        <dd>{from}</dd>
      </div>
      <div>
        <dt>This link signs you in as</dt>
        <dd>{to}</dd>
      </div>
    </dl>
  );
}
