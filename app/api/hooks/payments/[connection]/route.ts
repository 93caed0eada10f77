import { answerHookError } from "@/lib/api/answer-hook-error";
import { refuseOtherMethods } from "@/lib/api/method-not-allowed";
import { readHookBody } from "@/lib/api/read-hook-body";
import { GatehouseError } from "@/lib/errors";
import { log } from "@/lib/log";
import { largestBody, receiveEvent } from "@/lib/purchases/receive-event";

/** Purchase events of one payment provider connection. 2xx only when the event is stored. */
async function receive(
  request: Request,
  { params }: { params: Promise<{ connection: string }> },
): Promise<Response> {
  const { connection } = await params;
  try {
    const raw = await readHookBody(request, largestBody);
    await receiveEvent(connection, request.headers, raw);
    return Response.json({ received: true });
  } catch (error) {
    if (error instanceof GatehouseError)
      log.info({ connection, code: error.code, reason: error.message }, "purchase event refused");
    return answerHookError(error, request.headers);
  }
}

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = refuseOtherMethods({ POST: receive });
