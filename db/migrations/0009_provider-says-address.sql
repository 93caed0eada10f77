ALTER TABLE "customers" ADD COLUMN "provider_email" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "provider_name" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "provider_said_at" timestamp with time zone;--> statement-breakpoint
-- International domains are left for the next write: look-ups match both spellings.
UPDATE "customers" SET "email" = lower(btrim(normalize("email", NFKC))) WHERE "email" <> lower(btrim(normalize("email", NFKC)));--> statement-breakpoint
-- What the provider said last stands in the facts. An address that no merchant changed becomes that one.
WITH "said" AS (
  SELECT DISTINCT ON ("connection_id", "body"->'buyer'->>'externalId')
    "connection_id", "body"->'buyer'->>'externalId' AS "external_id",
    lower(btrim(normalize("body"->'buyer'->>'email', NFKC))) AS "email", "body"->'buyer'->>'name' AS "name", "as_of"
  FROM "purchase_facts"
  WHERE "kind" IN ('payment', 'subscription') AND "body"->'buyer'->>'email' <> ''
  ORDER BY "connection_id", "body"->'buyer'->>'externalId', "as_of" DESC)
UPDATE "customers" SET
  "provider_email" = "said"."email", "provider_name" = "said"."name", "provider_said_at" = "said"."as_of",
  "email" = CASE WHEN "customers"."id" IN (
    SELECT "subject_id" FROM "audit_entries"
    WHERE "action" = 'customer.updated' AND "details"->'fields' ? 'email' AND "subject_id" IS NOT NULL
  ) THEN "customers"."email" ELSE "said"."email" END
FROM "said"
WHERE "customers"."connection_id" = "said"."connection_id" AND "customers"."external_id" = "said"."external_id";
