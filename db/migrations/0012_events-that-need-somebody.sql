ALTER TABLE "products" ADD COLUMN "gives_nothing" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "last_error" text;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "person" text;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "gave_nothing" text;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "sale_id" text;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "product_id" text;--> statement-breakpoint
ALTER TABLE "inbox_events" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "inbox_events_stopped" ON "inbox_events" USING btree ("business_id") WHERE parked_reason is not null or gave_nothing is not null;--> statement-breakpoint
CREATE INDEX "inbox_events_gave_nothing" ON "inbox_events" USING btree ("connection_id","sale_id") WHERE gave_nothing is not null;