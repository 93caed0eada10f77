import { onlyMethods } from "@/lib/api/method-not-allowed";
import { receiveDiscordEvent } from "@/lib/connect/receive-discord-event";
import { answerError } from "../answer-error";
import { readBody } from "../read-body";

/** Discord's own webhook events (Ed25519): it learns here when somebody takes our permissions back. */
export async function POST(request: Request): Promise<Response> {
  try {
    await receiveDiscordEvent(request.headers, await readBody(request, 256 * 1024));
    // Discord wants 204 with a content type, also for its ping.
    return new Response(null, { status: 204, headers: { "content-type": "application/json" } });
  } catch (error) {
    return answerError(error);
  }
}

const other = onlyMethods("POST");

export { other as DELETE, other as GET, other as OPTIONS, other as PATCH, other as PUT };
