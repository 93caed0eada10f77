/** An email's HTML as a mail client shows it: without scripts, and with links that lead nowhere. */
export function EmailFrame({ html, dark, title }: { html: string; dark: boolean; title: string }) {
  const shown = html.replace("@media (prefers-color-scheme: dark)", dark ? "@media all" : "@media not all");
  return (
    <iframe
      title={title}
      sandbox=""
      srcDoc={shown}
      className="h-160 w-full rounded-xl border bg-white"
      style={{ colorScheme: dark ? "dark" : "light" }}
    />
  );
}
