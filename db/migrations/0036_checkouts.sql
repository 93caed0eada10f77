CREATE TABLE "checkouts" (
	"id" text PRIMARY KEY NOT NULL,
	"business_id" text NOT NULL,
	"product_id" text NOT NULL,
	"browser_hash" text NOT NULL,
	"hash" text,
	"purchase_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "checkouts_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE INDEX "checkouts_old" ON "checkouts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "checkouts_of_browser" ON "checkouts" USING btree ("browser_hash");