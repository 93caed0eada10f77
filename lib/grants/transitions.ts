import type { FailureCode, GrantStatus, RevocationReason } from "@/db/schema";

/**
 * The allowed status changes. A delivered grant never becomes `failed`: if Discord refuses a later change, the
 * customer still has access, so that is an error on a delivered grant.
 */
export const allowedMoves: Record<GrantStatus, readonly GrantStatus[]> = {
  pending: ["delivered", "failed", "revoked"],
  failed: ["pending", "delivered", "revoked"],
  delivered: ["revoked"],
  revoked: ["pending"],
};

export type Move =
  | { to: "pending"; why: "restored" | "retried" }
  | { to: "delivered" }
  | { to: "failed"; code: FailureCode; detail?: string | null }
  /** `stillHasIt`: Discord goes on showing what the grant gave, for example because of another purchase. */
  | { to: "revoked"; reason: RevocationReason; stillHasIt?: boolean };

export function mayMove(from: GrantStatus, to: GrantStatus): boolean {
  return allowedMoves[from].includes(to);
}
