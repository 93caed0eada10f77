import { cookies } from "next/headers";
import { env } from "@/lib/env";

const name = "gatehouse-install";

/** Why connecting a server failed, kept a few minutes for the page that shows it; null means cancelled. */
export async function keepStoppedReason(message: string | null): Promise<void> {
  (await cookies()).set(name, message ?? "", {
    httpOnly: true,
    sameSite: "lax",
    secure: env().APP_URL.startsWith("https:"),
    path: "/discord/installed",
    maxAge: 300,
  });
}

export async function stoppedReason(): Promise<string | null> {
  return (await cookies()).get(name)?.value || null;
}
