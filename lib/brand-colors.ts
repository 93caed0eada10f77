const accent = "#4f46e5";

/** The merchant's colour when it is a plain `#rrggbb`, with the text colour that reads on it. */
export function buttonColors(brandColor: string | null): { backgroundColor: string; color: string } {
  const backgroundColor = brandColor && /^#[0-9a-f]{6}$/i.test(brandColor) ? brandColor : accent;
  const light = luminance(backgroundColor);
  return { backgroundColor, color: 1.05 / (light + 0.05) >= 4.5 ? "#ffffff" : "#111111" };
}

/** Relative luminance as in WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
