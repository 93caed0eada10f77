import { passDoor } from "@/lib/doors";
import { errorStatus, GatehouseError } from "@/lib/errors";
import { log } from "@/lib/log";
import { BodyRefused, bodyRefusalStatus } from "@/lib/read-bytes";

/**
 * Tells the sender whether to retry. Anything unforeseen (above all, the database is down) is 503: the sender
 * retries, and no event is lost.
 */
export async function answerHookError(thrown: unknown, headers: Headers): Promise<Response> {
  const error = thrown instanceof GatehouseError ? await countRefusal(thrown, headers) : thrown;
  if (error instanceof BodyRefused)
    return Response.json(
      { code: error.code, message: error.message },
      { status: bodyRefusalStatus[error.code], headers: { connection: "close" } },
    );
  if (error instanceof GatehouseError)
    return Response.json(
      { code: error.code.toUpperCase(), message: error.message },
      {
        status: errorStatus[error.code],
        headers: error.retryAfterSeconds ? { "retry-after": String(error.retryAfterSeconds) } : {},
      },
    );
  log.error({ error }, "an incoming event could not be stored");
  return Response.json(
    { code: "SERVICE_UNAVAILABLE", message: "The event could not be stored. Send it again." },
    { status: 503, headers: { "retry-after": "5" } },
  );
}

/** The refusal, or another one for a sender that had too many. Events with a right signature are never counted. */
async function countRefusal(refusal: GatehouseError, headers: Headers): Promise<unknown> {
  return passDoor("wrong-signature", headers).then(
    () => refusal,
    (error) => error,
  );
}
