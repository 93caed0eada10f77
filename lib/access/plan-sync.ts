import { mayKick } from "@/lib/discord/roles";
import { arrivalSeen, cameBack } from "./arrival";
import { planAccess, type Seen, type Step } from "./plan-access";
import type { AccessState } from "./read-state";

/**
 * The steps to take now. Nothing is taken away until the access that replaces this one is settled, and nothing is given
 * in a server that the business has released.
 */
export function planNow(state: AccessState, seen: Seen): Step[] {
  const takes = (step: Step) => step.do === "take-role" || step.do === "kick";
  return fullPlan(state, seen).filter((step) =>
    takes(step) ? !state.handingOver : state.guild.releasedAt === null,
  );
}

/** All steps, including those that wait for the access that replaces this one. */
export function fullPlan(state: AccessState, seen: Seen): Step[] {
  const { access, claims, ledger, guild } = state;
  const { joinedByUs, leaving, staying } = arrivalSeen(access, seen);
  // Whoever leaves loses all roles, so nobody removed one by hand.
  const lostAll = cameBack(access, seen);
  return planAccess({
    claims,
    actual: seen,
    ours: {
      joinedByUs,
      roles: ledger.map(({ roleId, heldBefore, givenAt, takenAt }) => ({
        roleId,
        heldBefore,
        given: givenAt !== null && takenAt === null && !lostAll,
      })),
    },
    botTopPosition: guild.snapshot?.botTopPosition ?? 0,
    mayKick: mayKick(guild.snapshot),
    rejoinRequested: access.rejoinRequested,
    leaving,
    staying,
  });
}
