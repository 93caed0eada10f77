ALTER TABLE "products" ADD COLUMN "period_interval" text;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "period_count" integer;