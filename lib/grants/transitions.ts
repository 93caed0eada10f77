import type { FailureCode, GrantStatus, RevocationReason } from "@/db/schema";

/**
 * The moves a grant may make. A delivered grant never becomes `failed`: what goes wrong with it later is an
 * error on a delivered grant, because the customer still has what Discord would not change.
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
  | { to: "failed"; code: FailureCode }
  | { to: "revoked"; reason: RevocationReason };

export function mayMove(from: GrantStatus, to: GrantStatus): boolean {
  return allowedMoves[from].includes(to);
}
