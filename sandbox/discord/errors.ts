import type { ContentfulStatusCode } from "hono/utils/http-status";

type FieldErrors = { [field: string]: FieldErrors | { _errors: { code: string; message: string }[] } };

/** An error answer of Discord's API. */
export class DiscordError extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: number,
    message: string,
    readonly errors?: FieldErrors,
  ) {
    super(message);
  }

  toJSON() {
    return { message: this.message, code: this.code, ...(this.errors ? { errors: this.errors } : {}) };
  }
}

export const unauthorized = () => new DiscordError(401, 0, "401: Unauthorized");
export const notFound = () => new DiscordError(404, 0, "404: Not Found");
export const methodNotAllowed = () => new DiscordError(405, 0, "405: Method Not Allowed");
export const serviceUnavailable = () => new DiscordError(503, 0, "503: Service Unavailable");
export const unknownGuild = () => new DiscordError(404, 10004, "Unknown Guild");
export const unknownMember = () => new DiscordError(404, 10007, "Unknown Member");
export const unknownRole = () => new DiscordError(404, 10011, "Unknown Role");
export const unknownUser = () => new DiscordError(404, 10013, "Unknown User");
export const missingAccess = () => new DiscordError(403, 50001, "Missing Access");
export const missingPermissions = () => new DiscordError(403, 50013, "Missing Permissions");
export const invalidJson = () => new DiscordError(400, 50109, "The request body contains invalid JSON.");

/** 400 "Invalid Form Body" that blames one field. */
export function invalidField(field: string, code: string, message: string): DiscordError {
  return new DiscordError(400, 50035, "Invalid Form Body", { [field]: { _errors: [{ code, message }] } });
}
