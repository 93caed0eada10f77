CREATE TABLE "product_prices" (
	"id" text PRIMARY KEY NOT NULL,
	"product_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"external_id" text NOT NULL,
	"name" text,
	"amount" bigint,
	"currency" text,
	"interval" text,
	"interval_count" integer,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_subscriptions" (
	"connection_id" text NOT NULL,
	"payment_id" text NOT NULL,
	"subscription_id" text NOT NULL,
	CONSTRAINT "payment_subscriptions_connection_id_payment_id_subscription_id_pk" PRIMARY KEY("connection_id","payment_id","subscription_id")
);
--> statement-breakpoint
CREATE TABLE "purchase_lines" (
	"purchase_id" text NOT NULL,
	"position" integer NOT NULL,
	"product_id" text NOT NULL,
	"price_id" text,
	"quantity" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "purchase_lines_purchase_id_position_pk" PRIMARY KEY("purchase_id","position")
);
--> statement-breakpoint
ALTER TABLE "product_entitlements" ADD COLUMN "price_ids" text[];--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "catch_up_cursor" text;--> statement-breakpoint
ALTER TABLE "payment_connections" ADD COLUMN "policy" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "purchases" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "purchases" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "product_prices" ADD CONSTRAINT "product_prices_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_prices" ADD CONSTRAINT "product_prices_connection_id_payment_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."payment_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_subscriptions" ADD CONSTRAINT "payment_subscriptions_connection_id_payment_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."payment_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_lines" ADD CONSTRAINT "purchase_lines_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "product_prices_external" ON "product_prices" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "product_prices_product" ON "product_prices" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "payment_subscriptions_of" ON "payment_subscriptions" USING btree ("connection_id","subscription_id");--> statement-breakpoint
CREATE INDEX "purchase_lines_product" ON "purchase_lines" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "purchases_due" ON "purchases" USING btree ("business_id","due_at") WHERE due_at is not null;--> statement-breakpoint
insert into purchase_lines (purchase_id, position, product_id) select id, 0, product_id from purchases where product_id is not null on conflict do nothing;
--> statement-breakpoint
insert into payment_subscriptions (connection_id, payment_id, subscription_id)
select connection_id, external_id, body->>'subscriptionId' from purchase_facts where kind = 'payment' and body->>'subscriptionId' is not null on conflict do nothing;
