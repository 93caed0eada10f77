import { newId } from "@/lib/ids";
import { ApiError, type ApiErrorCode, respond, writeRefusal } from "./api-error";

/** A call that the published SDKs have and Gatehouse does not, refused in a sentence. */
export function notHere(sentence: string, code: ApiErrorCode = "UNSUPPORTED_ACTION"): () => Response {
  return () => {
    const requestId = newId("request");
    return respond(writeRefusal(new ApiError(code, sentence), requestId), requestId);
  };
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** For the methods that a path does not have, and for OPTIONS, which only asks; Next would answer without a word. */
export function onlyMethods(...allowed: Method[]): (request: Request) => Response {
  const methods = allowed.includes("GET") ? ["HEAD", ...allowed, "OPTIONS"] : [...allowed, "OPTIONS"];
  const headers = { allow: methods.join(", ") };
  return ({ method }) => {
    const requestId = newId("request");
    if (method === "OPTIONS") return respond({ status: 204, body: null, headers }, requestId);
    const sentence = `This path has no ${method}, only ${allowed.join(", ")}`;
    return respond(
      writeRefusal(new ApiError("METHOD_NOT_ALLOWED", sentence, { headers }), requestId),
      requestId,
    );
  };
}
