import { onlyMethods } from "@/lib/api/method-not-allowed";
import { openApiDocument } from "@/lib/api/openapi";
import { env } from "@/lib/env";

/** Public: it says what the API can do, and nothing about anybody. */
export function GET(): Response {
  return Response.json(openApiDocument(env().APP_URL));
}

const other = onlyMethods("GET");

export { other as DELETE, other as OPTIONS, other as PATCH, other as POST, other as PUT };
