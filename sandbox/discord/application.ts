import type { Context } from "hono";
import type { ApiEnv } from "../api-gate";
import { requireBot } from "./auth";
import type { Discord } from "./discord";
import { invalidField } from "./errors";
import { endpointIsValid } from "./events";
import { optionalNumber, optionalText, readRestBody } from "./rest-body";
import { ownApplicationShape } from "./shapes";

/** `PATCH /applications/@me`: whether and where the application receives webhook events. */
export async function patchApplication(discord: Discord, c: Context<ApiEnv>): Promise<Response> {
  requireBot(discord, c);
  const body = await readRestBody(c);
  const url = optionalText(body, "event_webhooks_url", 512);
  const status = optionalNumber(body, "event_webhooks_status");
  if (url && !URL.canParse(url))
    throw invalidField("event_webhooks_url", "URL_TYPE_INVALID", "Not a well formed URL.");
  if (status !== undefined && status !== 1 && status !== 2) {
    throw invalidField("event_webhooks_status", "BASE_TYPE_CHOICES", "Value must be one of (1, 2).");
  }
  if (url && !(await endpointIsValid(discord, url))) {
    throw invalidField(
      "event_webhooks_url",
      "APPLICATION_EVENT_WEBHOOKS_URL_INVALID",
      "The specified event webhooks endpoint URL could not be verified.",
    );
  }
  const { application } = discord;
  if (url !== undefined) application.eventUrl = url;
  if (status !== undefined) application.eventStatus = status;
  discord.changed();
  return c.json(ownApplicationShape(discord));
}
