import { type GrantStatus, grantStatuses } from "@/db/schema";

/** `own`: `pending`. `sdk`: `Pending`, as the published Dodo SDKs type it. */
export type StatusCase = "own" | "sdk";

/** The same object with its status in the reader's case. This file alone knows that there are two. */
export function inStatusCase<T extends { status: string }>(wire: T, statusCase: StatusCase): T {
  const { status } = wire;
  return statusCase === "own" ? wire : { ...wire, status: status.charAt(0).toUpperCase() + status.slice(1) };
}

/** What a filter names: either spelling, in any case; null when it is no status. */
export function readStatus(text: string): GrantStatus | null {
  const lower = text.toLowerCase();
  return grantStatuses.find((status) => status === lower) ?? null;
}
