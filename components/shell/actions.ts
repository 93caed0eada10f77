"use server";
import { refresh } from "next/cache";
import { cookies } from "next/headers";
import { requireOwnOrigin } from "@/lib/auth";

/** Remembered for a year; `system` follows the device. */
export async function updateTheme(theme: "light" | "dark" | "system"): Promise<void> {
  await requireOwnOrigin();
  const jar = await cookies();
  if (theme === "light" || theme === "dark")
    jar.set("theme", theme, { maxAge: 31_536_000, sameSite: "lax", httpOnly: true, path: "/" });
  else jar.delete("theme");
  refresh();
}
