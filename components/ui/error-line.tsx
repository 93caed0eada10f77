/** One line that says what went wrong; nothing while nothing did. */
export function ErrorLine({ children }: { children: string | undefined }) {
  if (!children) return null;
  return (
    <p role="alert" className="text-failed-ink">
      {children}
    </p>
  );
}
