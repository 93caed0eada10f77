/** Whom to ask when a page does not help. */
export function SupportLine({ business }: { business: { supportEmail: string | null } }) {
  if (!business.supportEmail) return null;
  return (
    <p>
      Something wrong? Write to{" "}
      <a className="break-all text-accent-ink underline" href={`mailto:${business.supportEmail}`}>
        {business.supportEmail}
      </a>
    </p>
  );
}
