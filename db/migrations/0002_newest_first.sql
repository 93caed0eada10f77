DROP INDEX "bulk_runs_newest";--> statement-breakpoint
DROP INDEX "entitlements_newest";--> statement-breakpoint
DROP INDEX "products_newest";--> statement-breakpoint
DROP INDEX "grant_events_activity";--> statement-breakpoint
DROP INDEX "grant_events_newest";--> statement-breakpoint
DROP INDEX "grants_newest";--> statement-breakpoint
DROP INDEX "grants_of_entitlement";--> statement-breakpoint
DROP INDEX "grants_of_entitlement_status";--> statement-breakpoint
DROP INDEX "grants_of_customer";--> statement-breakpoint
DROP INDEX "deliveries_newest";--> statement-breakpoint
DROP INDEX "deliveries_of_business";--> statement-breakpoint
DROP INDEX "emails_recent";--> statement-breakpoint
DROP INDEX "webhook_events_newest";--> statement-breakpoint
DROP INDEX "audit_entries_newest";--> statement-breakpoint
DROP INDEX "customers_newest";--> statement-breakpoint
DROP INDEX "inbox_events_newest";--> statement-breakpoint
DROP INDEX "purchases_newest";--> statement-breakpoint
CREATE INDEX "bulk_runs_newest" ON "bulk_runs" USING btree ("business_id","created_at");--> statement-breakpoint
CREATE INDEX "entitlements_newest" ON "entitlements" USING btree ("business_id","created_at","id");--> statement-breakpoint
CREATE INDEX "products_newest" ON "products" USING btree ("business_id","created_at","id");--> statement-breakpoint
CREATE INDEX "grant_events_activity" ON "grant_events" USING btree ("entitlement_id","at");--> statement-breakpoint
CREATE INDEX "grant_events_newest" ON "grant_events" USING btree ("business_id","at");--> statement-breakpoint
CREATE INDEX "grants_newest" ON "grants" USING btree ("business_id","created_at","id");--> statement-breakpoint
CREATE INDEX "grants_of_entitlement" ON "grants" USING btree ("entitlement_id","created_at","id");--> statement-breakpoint
CREATE INDEX "grants_of_entitlement_status" ON "grants" USING btree ("entitlement_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "grants_of_customer" ON "grants" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "deliveries_newest" ON "deliveries" USING btree ("endpoint_id","created_at","id");--> statement-breakpoint
CREATE INDEX "deliveries_of_business" ON "deliveries" USING btree ("business_id","created_at");--> statement-breakpoint
CREATE INDEX "emails_recent" ON "emails" USING btree ("to","created_at");--> statement-breakpoint
CREATE INDEX "webhook_events_newest" ON "webhook_events" USING btree ("business_id","occurred_at");--> statement-breakpoint
CREATE INDEX "audit_entries_newest" ON "audit_entries" USING btree ("business_id","created_at");--> statement-breakpoint
CREATE INDEX "customers_newest" ON "customers" USING btree ("business_id","created_at","id");--> statement-breakpoint
CREATE INDEX "inbox_events_newest" ON "inbox_events" USING btree ("connection_id","received_at");--> statement-breakpoint
CREATE INDEX "purchases_newest" ON "purchases" USING btree ("business_id","created_at","id");