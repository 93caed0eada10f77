/** Who to contact when a page doesn't help. */
export function SupportLine({ business }: { business: { supportEmail: string | null } }) {
  if (!business.supportEmail) return null;
  return (
    <p>
      Need help? Email{" "}
      <a className="break-all text-accent-ink underline" href={`mailto:${business.supportEmail}`}>
        {business.supportEmail}
      </a>
    </p>
  );
}
