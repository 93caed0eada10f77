import { z } from "zod";

/** Schemas that the resources of the API share. */
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
  .superRefine((pairs, context) => {
    // Reading JSON rounds such a number, so that another one would be kept; one below the limit is never rounded up.
    for (const [key, value] of Object.entries(pairs))
      if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER)
        context.addIssue({
          code: "custom",
          path: [key],
          message: "must be smaller than 2^53: send a larger number as text",
          params: { unreadable: true },
        });
  })
  .meta({
    id: "Metadata",
    description: "Up to 50 keys of 40 characters; texts of 500; numbers below 2^53",
    examples: [{ plan: "pro" }],
  });

/** In answers: whatever a payment provider or an older version stored is shown as it is. */
export const metadataShown = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const statusShown = z
  .string()
  .meta({ enum: ["pending", "delivered", "failed", "revoked", "Pending", "Delivered", "Failed", "Revoked"] })
  .describe("Lower case, or capitalized for callers that send X-Stainless-Lang (the published SDKs)");

/** A time in a query or body. Its offset can push it, in UTC, out of the years with four digits. */
export const moment = time
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999, "must be in the years 1 to 9999");

/** Discord's ids are strings: a JSON number would lose digits. */
export const snowflake = z
  .string("must be a string of 17 to 20 digits")
  .regex(/^\d{17,20}$/, "must be a string of 17 to 20 digits")
  .meta({ examples: ["1052364819523895347"] });

/** Programs written for other integrations get a sentence about what Gatehouse has. */
export const discordOnly = z.literal("discord", {
  error: "Gatehouse gives Discord access only: integration_type must be discord",
});
