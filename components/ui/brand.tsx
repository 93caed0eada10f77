import { cn } from "./class-names";

/** Gatehouse's mark: an arch with its door open. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path d="M6.5 18.5v-7a5.5 5.5 0 0 1 11 0v7h-3v-7a2.5 2.5 0 0 0-5 0v7z" className="fill-white" />
    </svg>
  );
}

/** Discord's mark, for buttons that lead there. */
export function DiscordMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor" className={cn("size-4", className)}>
      <path d="M20.3 4.4A19.8 19.8 0 0 0 15.4 3l-.24.43c-.2.4-.44.94-.6 1.36a18.4 18.4 0 0 0-5.5 0A14 14 0 0 0 8.4 3a19.7 19.7 0 0 0-4.9 1.5C.4 9.1-.4 13.6 0 18a20 20 0 0 0 6 3.1c.5-.66.93-1.36 1.3-2.1-.72-.27-1.4-.6-2.05-.98.17-.13.34-.26.5-.4a14.2 14.2 0 0 0 12.2 0c.17.15.34.28.51.4-.65.4-1.34.72-2.06 1 .37.73.8 1.43 1.3 2.08a19.9 19.9 0 0 0 6-3.1c.5-5.1-.84-9.55-3.4-13.6ZM8 15.3c-1.2 0-2.16-1.1-2.16-2.4 0-1.32.95-2.42 2.15-2.42s2.18 1.1 2.16 2.42c0 1.3-.95 2.4-2.16 2.4Zm8 0c-1.2 0-2.16-1.1-2.16-2.4 0-1.32.95-2.42 2.15-2.42s2.18 1.1 2.16 2.42c0 1.3-.94 2.4-2.15 2.4Z" />
    </svg>
  );
}
