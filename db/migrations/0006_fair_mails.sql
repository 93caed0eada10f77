DROP INDEX "emails_due";--> statement-breakpoint
CREATE INDEX "emails_due" ON "emails" USING btree ("business_id","due_at") WHERE due_at is not null;