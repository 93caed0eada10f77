import { cookies } from "next/headers";
import { portalCookie } from "@/lib/portal/session";

/** The portal session token from this browser's cookie. */
export async function portalToken(): Promise<string | null> {
  return (await cookies()).get(portalCookie().name)?.value ?? null;
}

export async function keepPortalToken(token: string): Promise<void> {
  const { name, options } = portalCookie();
  (await cookies()).set(name, token, options);
}

export async function dropPortalToken(): Promise<void> {
  const { name, options } = portalCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
