CREATE TABLE "discord_alarms" (
	"code" integer NOT NULL,
	"call" text NOT NULL,
	"status" integer NOT NULL,
	"message" text NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "discord_alarms_code_call_pk" PRIMARY KEY("code","call")
);
--> statement-breakpoint
CREATE TABLE "discord_outage" (
	"id" text PRIMARY KEY NOT NULL,
	"away_since" timestamp with time zone,
	"failed_probes" integer DEFAULT 0 NOT NULL,
	"probed_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accesses" ADD COLUMN "check_server_after" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "error_detail" text;