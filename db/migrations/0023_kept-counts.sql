CREATE TABLE "kept_counts" (
	"name" text PRIMARY KEY NOT NULL,
	"by_label" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"counted_at" timestamp with time zone NOT NULL
);
