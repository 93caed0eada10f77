import { NextRequest } from "next/server";
import { takeAtLeast } from "@/lib/answer-time";
import { mayPass } from "@/lib/doors";
import { env } from "@/lib/env";
import { readBytes, refuseBody } from "@/lib/read-bytes";
import { askNextAuth } from "@/lib/sign-in";

type Context = { params: Promise<{ nextauth: string[] }> };

// Longer than the work for a known address, so that response times don't reveal which addresses are known.
const answerMs = 300;
const mostBytes = 8 * 1024;

export function GET(request: NextRequest, context: Context): Promise<Response> {
  return askNextAuth(request, context);
}

/** Asks for a sign-in link. */
export async function POST(request: NextRequest, context: Context): Promise<Response> {
  // As next-auth's client reads refusals.
  if (!(await mayPass("mail", request.headers)))
    return Response.json({ url: `${env().APP_URL}/sign-in?error=TooMany` }, { status: 429 });
  try {
    const body = (await readBytes(request, mostBytes)).toString();
    const read = new NextRequest(request.url, { method: "POST", headers: request.headers, body });
    return await takeAtLeast(answerMs, askNextAuth(read, context));
  } catch (error) {
    return refuseBody(error);
  }
}
