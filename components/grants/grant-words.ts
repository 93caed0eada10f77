import type { LinkState } from "@/lib/grants/grant-view";

export const linkWords: Record<LinkState, string> = {
  none: "",
  sent: "Link sent",
  opened: "Link opened",
  expired: "Link expired",
  used: "Connected",
};

export const statusFilters = [
  { value: "all", label: "All" },
  { value: "pending", label: "Pending" },
  { value: "delivered", label: "Delivered" },
  { value: "failed", label: "Failed" },
  { value: "revoked", label: "Revoked" },
] as const;
