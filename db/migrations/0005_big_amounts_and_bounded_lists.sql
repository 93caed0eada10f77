ALTER TABLE "purchases" ALTER COLUMN "amount" SET DATA TYPE bigint;--> statement-breakpoint
CREATE INDEX "webhook_events_old" ON "webhook_events" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "purchase_facts_newest_payments" ON "purchase_facts" USING btree ("connection_id","id") WHERE "purchase_facts"."kind" = 'payment';