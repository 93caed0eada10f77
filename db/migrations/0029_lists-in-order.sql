CREATE INDEX "entitlements_by_name" ON "entitlements" USING btree ("business_id",lower("name"),"id");--> statement-breakpoint
CREATE INDEX "products_by_name" ON "products" USING btree ("business_id",lower("name"),"id");--> statement-breakpoint
CREATE INDEX "customers_by_name" ON "customers" USING btree ("business_id",lower(coalesce(nullif("name", ''), "email")),"id");