/** @jsxImportSource hono/jsx */

/** A time in short form, exact on hover. */
export function Moment({ at, now = Date.now() }: { at: string; now?: number }) {
  const date = new Date(at);
  const isToday = new Date(now).toDateString() === date.toDateString();
  const clock = date.toLocaleTimeString("en-GB", { hour12: false });
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return (
    <time class="number" datetime={at} title={at}>
      {isToday ? clock : day}
    </time>
  );
}
