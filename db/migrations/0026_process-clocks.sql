CREATE TABLE "process_clocks" (
	"id" text PRIMARY KEY NOT NULL,
	"process" text NOT NULL,
	"seconds_ahead" double precision NOT NULL,
	"measured_at" timestamp with time zone NOT NULL
);
