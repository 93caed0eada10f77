/** An error in one line; renders nothing without one. */
export function ErrorLine({ children }: { children: string | undefined }) {
  if (!children) return null;
  return (
    <p role="alert" className="text-failed-ink">
      {children}
    </p>
  );
}
