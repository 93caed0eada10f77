"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { requireOwnOrigin, signInDemo, signOut } from "@/lib/auth";

export async function enterDemo(form: FormData): Promise<void> {
  await signInDemo(String(form.get("email")));
  redirect("/demo");
}

export async function leave(everywhere: boolean): Promise<void> {
  await signOut(everywhere);
  redirect("/");
}

/** Kept a year; `system` follows the device. */
export async function pickTheme(theme: "light" | "dark" | "system"): Promise<void> {
  await requireOwnOrigin();
  const jar = await cookies();
  if (theme === "light" || theme === "dark")
    jar.set("theme", theme, { maxAge: 31_536_000, sameSite: "lax", httpOnly: true, path: "/" });
  else jar.delete("theme");
}
