import { type GrantStatus, grantStatuses } from "@/db/schema";

/** `own`: `pending`. `sdk`: `Pending`, as in the published Dodo SDKs. */
export type StatusCase = "own" | "sdk";

/** The object with its status in the reader's spelling. */
export function inStatusCase<T extends { status: string }>(wire: T, statusCase: StatusCase): T {
  const { status } = wire;
  return statusCase === "own" ? wire : { ...wire, status: status.charAt(0).toUpperCase() + status.slice(1) };
}

/** Reads a status from a filter, in any case; null if it is not a status. */
export function readStatus(text: string): GrantStatus | null {
  const lower = text.toLowerCase();
  return grantStatuses.find((status) => status === lower) ?? null;
}
