import { cookies } from "next/headers";

/** The theme that the person picked in this browser; undefined follows the system. */
export async function pickedTheme(): Promise<"light" | "dark" | undefined> {
  const picked = (await cookies()).get("theme")?.value;
  return picked === "light" || picked === "dark" ? picked : undefined;
}
