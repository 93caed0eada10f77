import { errorStatus, GatehouseError } from "@/lib/errors";
import { log } from "@/lib/log";
import { BodyRefused, bodyRefusalStatus } from "@/lib/read-bytes";

/**
 * Tells the sender whether to retry. Anything unforeseen (above all, the database is down) is 503: the sender
 * retries, and no event is lost.
 */
export function answerHookError(error: unknown): Response {
  if (error instanceof BodyRefused)
    return Response.json(
      { code: error.code, message: error.message },
      { status: bodyRefusalStatus[error.code], headers: { connection: "close" } },
    );
  if (error instanceof GatehouseError)
    return Response.json(
      { code: error.code.toUpperCase(), message: error.message },
      { status: errorStatus[error.code] },
    );
  log.error({ error }, "an incoming event could not be stored");
  return Response.json(
    { code: "SERVICE_UNAVAILABLE", message: "The event could not be stored. Send it again." },
    { status: 503, headers: { "retry-after": "5" } },
  );
}
