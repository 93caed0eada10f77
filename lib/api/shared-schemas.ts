import { z } from "zod";

/** The parts that all resources of the API are made of. */
export const time = z.iso.datetime({ offset: true }).meta({ examples: ["2026-11-22T12:00:00.000Z"] });

export const integrationTypes = [
  "discord",
  "telegram",
  "github",
  "figma",
  "framer",
  "notion",
  "digital_files",
  "license_key",
  "feature_flag",
] as const;

const metadataValue = z.union([
  z.string().max(500, "must not be longer than 500 characters"),
  z.number(),
  z.boolean(),
]);

export const metadata = z
  .record(
    z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "keys are 1 to 40 letters, digits, - and _"),
    metadataValue,
  )
  .refine((pairs) => Object.keys(pairs).length <= 50, {
    error: "there can be 50 keys at most",
    params: { tooManyKeys: true },
  })
  .meta({
    id: "Metadata",
    description: "Up to 50 keys of 40 characters; texts of 500",
    examples: [{ plan: "pro" }],
  });

/** As answered: what a payment provider or an older version kept is shown as it is. */
export const metadataShown = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const statusShown = z
  .string()
  .meta({ enum: ["pending", "delivered", "failed", "revoked", "Pending", "Delivered", "Failed", "Revoked"] })
  .describe("Lower case; to callers that send X-Stainless-Lang (the published SDKs) capitalized");

/** A moment of a query or body. An offset may carry it into a year that has no four digits, in UTC. */
export const moment = time
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999, "must be in the years 1 to 9999");

/** Snowflakes are texts: as a JSON number they would lose digits. */
export const snowflake = z
  .string("must be a string of 17 to 20 digits")
  .regex(/^\d{17,20}$/, "must be a string of 17 to 20 digits")
  .meta({ examples: ["1052364819523895347"] });

/** A comfort for programs written against other integrations: the sentence says what is here. */
export const discordOnly = z.literal("discord", {
  error: "Gatehouse gives Discord access only: integration_type must be discord",
});
