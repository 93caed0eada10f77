import { refuseOtherMethods } from "@/lib/api/method-not-allowed";
import { openApiDocument } from "@/lib/api/openapi";
import { env } from "@/lib/env";

/** Public: it describes the API and holds no data about anyone. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = refuseOtherMethods({
  GET: () => Response.json(openApiDocument(env().APP_URL)),
});
