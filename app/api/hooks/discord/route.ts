import { refuseOtherMethods } from "@/lib/api/method-not-allowed";
import { receiveDiscordEvent } from "@/lib/connect/receive-discord-event";
import { answerError } from "../answer-error";
import { readBody } from "../read-body";

/** Discord's own webhook events (Ed25519). They tell us when somebody takes our permissions back. */
async function receive(request: Request): Promise<Response> {
  try {
    await receiveDiscordEvent(request.headers, await readBody(request, 256 * 1024));
    // Discord wants 204 with a content type, also for its ping.
    return new Response(null, { status: 204, headers: { "content-type": "application/json" } });
  } catch (error) {
    return answerError(error);
  }
}

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = refuseOtherMethods({ POST: receive });
