import { browserValue } from "@/components/connect/browser-cookie";
import { keepStoppedReason } from "@/components/servers/stopped-reason-cookie";
import { signedInPerson } from "@/lib/auth";
import { readCallback, redirectTo, tooManyPage } from "@/lib/connect/discord-callback";
import { mayPass } from "@/lib/doors";
import { env } from "@/lib/env";
import { finishInstall } from "@/lib/guilds/connect-guild";

/** Where Discord sends the merchant after they add the bot to a server. */
export async function GET(request: Request): Promise<Response> {
  if (request.headers.get("sec-purpose")?.includes("prefetch")) return new Response(null, { status: 204 });
  if (!(await mayPass("discord-return", request.headers))) return redirectTo(tooManyPage());
  const person = await signedInPerson();
  const installed = await finishInstall(readCallback(request), {
    browser: await browserValue(),
    userId: person?.id ?? null,
    actor: person && { kind: "person", id: person.id, label: person.name ?? person.email },
  });
  const pages = `${env().APP_URL}/discord/installed`;
  if (installed.kind === "connected") return redirectTo(`${pages}/server/${installed.guild.id}`);
  await keepStoppedReason(installed.kind === "refused" ? installed.message : null);
  return redirectTo(`${pages}/stopped`);
}

export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}
