import type { paymentConnections } from "@/db/schema";

export type ConnectionRow = typeof paymentConnections.$inferSelect;
