import { NextResponse } from "next/server";
import { requireOwnOrigin } from "@/lib/auth";
import { env } from "@/lib/env";

/** Only this POST uses up an emailed link, so a scanner that opens the link changes nothing. */
export async function POST(request: Request): Promise<Response> {
  await requireOwnOrigin();
  const form = await request.formData().catch(() => new FormData());
  const query = new URLSearchParams(
    ["token", "email", "callbackUrl"].map((name) => [name, String(form.get(name) ?? "")]),
  );
  return NextResponse.redirect(`${env().APP_URL}/api/auth/callback/email?${query}`, 303);
}
