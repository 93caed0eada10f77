import { newId } from "@/lib/ids";
import { ApiError, type ApiErrorCode, answerRefusal } from "./api-error";

/** A call that the published SDKs have and Gatehouse does not, refused in a sentence. */
export function notHere(sentence: string, code: ApiErrorCode = "UNSUPPORTED_ACTION"): () => Response {
  return () => answerRefusal(new ApiError(code, sentence), newId("request"));
}
