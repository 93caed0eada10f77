import { z } from "zod";
import { requireOwnOrigin } from "@/lib/auth";
import { env } from "@/lib/env";
import { readBytes, refuseBody } from "@/lib/read-bytes";
import { redeemSignInLink } from "@/lib/sign-in";

const mostBytes = 8 * 1024;

const fields = z.object({
  token: z.string().regex(/^[0-9a-f]{64}$/),
  email: z.string().min(3).max(254),
  callbackUrl: z.string().max(2000).catch("/"),
});

/** Only this POST of our own page uses up an emailed link: no scanner, and no link on another site. */
export async function POST(request: Request): Promise<Response> {
  await requireOwnOrigin();
  try {
    const form = new URLSearchParams((await readBytes(request, mostBytes)).toString());
    const link = fields.safeParse(Object.fromEntries(form));
    return link.success ? await redeemSignInLink(link.data) : unusable();
  } catch (error) {
    return refuseBody(error);
  }
}

function unusable(): Response {
  const location = `${env().APP_URL}/sign-in?error=Verification`;
  return new Response(null, { status: 303, headers: { location } });
}
