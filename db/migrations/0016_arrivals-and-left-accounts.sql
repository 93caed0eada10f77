ALTER TABLE "accesses" ADD COLUMN "joined_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "accesses" ADD COLUMN "adding_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discord_accounts" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "discord_accounts" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "discord_accounts_due" ON "discord_accounts" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
UPDATE "discord_accounts" SET "due_at" = now() WHERE "unlinked_at" IS NOT NULL AND "refresh_token" IS NOT NULL;
