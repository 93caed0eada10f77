import { refuseOtherMethods } from "@/lib/api/method-not-allowed";
import { openApiDocument } from "@/lib/api/openapi";
import { env } from "@/lib/env";

/** Public: it says what the API can do, and nothing about anybody. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = refuseOtherMethods({
  GET: () => Response.json(openApiDocument(env().APP_URL)),
});
