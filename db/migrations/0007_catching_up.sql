ALTER TABLE "payment_connections" ADD COLUMN "catch_up_due_at" timestamp with time zone DEFAULT now() + interval '15 minutes';--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "catch_up_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "catch_up_error" text;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "catch_up_started_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "catch_up_list" text;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "catch_up_page" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "caught_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "swept_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "payment_connections_catch_up" ON "payment_connections" USING btree ("catch_up_due_at");