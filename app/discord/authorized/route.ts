import { keepBrowserValue } from "@/components/connect/browser-cookie";
import { presentPerson } from "@/lib/auth";
import { finishAuthorization } from "@/lib/connect/connect-account";
import { readCallback, redirectTo, tooManyPage } from "@/lib/connect/discord-callback";
import { mayPass } from "@/lib/doors";
import { env } from "@/lib/env";

/** Where Discord sends the customer after its consent page. */
export async function GET(request: Request): Promise<Response> {
  if (request.headers.get("sec-purpose")?.includes("prefetch")) return new Response(null, { status: 204 });
  if (!(await mayPass("discord-return", request.headers))) return redirectTo(tooManyPage());
  const pages = `${env().APP_URL}/discord`;
  const authorized = await finishAuthorization(readCallback(request), {
    browser: await keepBrowserValue(),
    dashboardEmail: (await presentPerson())?.email ?? null,
  });
  switch (authorized.kind) {
    case "linked":
      return redirectTo(`${pages}/result/${authorized.stateId}`);
    case "cancelled":
      return redirectTo(`${pages}/refused/cancelled?round=${authorized.stateId}`);
    case "confirm":
      return redirectTo(`${pages}/confirm?key=${authorized.key}`);
    case "refused":
      return redirectTo(
        `${pages}/refused/${authorized.why}${authorized.stateId ? `?round=${authorized.stateId}` : ""}`,
      );
  }
}

export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}
