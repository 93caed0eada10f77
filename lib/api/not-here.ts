import { newId } from "@/lib/ids";
import { ApiError, type ApiErrorCode, respond, writeRefusal } from "./api-error";

/** A call that the published SDKs have and Gatehouse does not, refused in a sentence. */
export function notHere(sentence: string, code: ApiErrorCode = "UNSUPPORTED_ACTION"): () => Response {
  return () => {
    const requestId = newId("request");
    return respond(writeRefusal(new ApiError(code, sentence), requestId), requestId);
  };
}
