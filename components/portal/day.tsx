/** A day, as "3 December 2026". */
export function Day({ at }: { at: string }) {
  const words = new Date(at).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return <time dateTime={at}>{words}</time>;
}
