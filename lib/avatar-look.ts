const hues = [262, 205, 160, 28, 340, 95, 230, 300];

/** How somebody without a picture is drawn: always the same for a name, dark enough for white letters. */
export function avatarLook(name: string): { initials: string; background: string } {
  return { initials: initialsOf(name), background: `hsl(${hueOf(name)} 45% 34%)` };
}

function hueOf(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hues[sum % hues.length] ?? 262;
}

function initialsOf(name: string): string {
  const words = name
    .replace(/@.*$/, "")
    .split(/[\s._-]+/)
    .filter(Boolean);
  return (
    words
      .slice(0, 2)
      .map((word) => [...word][0]?.toUpperCase() ?? "")
      .join("") || "?"
  );
}
