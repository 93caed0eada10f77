import { browserValue } from "@/components/connect/browser-cookie";
import { signedInPerson } from "@/lib/auth";
import { env } from "@/lib/env";
import { finishInstall } from "@/lib/guilds/connect-guild";
import { onTo, readCallback } from "../callback";
import { keepStoppedReason } from "./stopped/reason-cookie";

/** The merchant's way back from adding the bot to a server. */
export async function GET(request: Request): Promise<Response> {
  if (request.headers.get("sec-purpose")?.includes("prefetch")) return new Response(null, { status: 204 });
  const person = await signedInPerson();
  const installed = await finishInstall(readCallback(request), {
    browser: await browserValue(),
    userId: person?.id ?? null,
    actor: person && { kind: "person", id: person.id, label: person.name ?? person.email },
  });
  const pages = `${env().APP_URL}/discord/installed`;
  if (installed.kind === "connected") return onTo(`${pages}/server/${installed.guild.id}`);
  await keepStoppedReason(installed.kind === "refused" ? installed.message : null);
  return onTo(`${pages}/stopped`);
}

export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}
