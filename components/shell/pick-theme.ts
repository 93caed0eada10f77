import { updateTheme } from "./actions";

export type Theme = "light" | "dark" | "system";

/** Changes the theme at once, and remembers it for the next page. */
export async function pickTheme(theme: Theme): Promise<void> {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  await updateTheme(theme);
}
