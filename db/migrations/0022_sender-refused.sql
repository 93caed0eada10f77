ALTER TABLE "emails" ADD COLUMN "sender_refused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "emails_sender_refused" ON "emails" USING btree ("due_at") WHERE sender_refused;