import { answerHookError } from "@/lib/api/answer-hook-error";
import { refuseOtherMethods } from "@/lib/api/method-not-allowed";
import { readHookBody } from "@/lib/api/read-hook-body";
import { receiveDiscordEvent } from "@/lib/connect/receive-discord-event";

/** Discord's own webhook events (Ed25519). They tell us when someone revokes our permissions. */
async function receive(request: Request): Promise<Response> {
  try {
    await receiveDiscordEvent(request.headers, await readHookBody(request, 256 * 1024));
    // Discord wants 204 with a content type, also for its ping.
    return new Response(null, { status: 204, headers: { "content-type": "application/json" } });
  } catch (error) {
    return answerHookError(error, request.headers);
  }
}

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = refuseOtherMethods({ POST: receive });
