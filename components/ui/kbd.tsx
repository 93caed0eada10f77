export function Kbd({ children }: { children: React.ReactNode }) {
  return (
    <kbd className="rounded-sm border border-line-strong bg-sunken px-1 font-sans text-ink-soft text-xs">
      {children}
    </kbd>
  );
}
