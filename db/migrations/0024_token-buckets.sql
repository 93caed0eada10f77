CREATE UNLOGGED TABLE "token_buckets" (
	"key" text PRIMARY KEY NOT NULL,
	"full_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "token_buckets_full" ON "token_buckets" USING btree ("full_at");