ALTER TABLE "payment_connections" ADD COLUMN "mode" text;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "webhook_id" text;