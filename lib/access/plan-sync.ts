import { mayKick } from "@/lib/discord/roles";
import { type Actual, planAccess, type Step } from "./plan-access";
import type { AccessState } from "./read-state";

/** The steps to take now. Nothing is taken away until the access that replaces this one is settled. */
export function planNow(state: AccessState, actual: Actual): Step[] {
  const steps = fullPlan(state, actual);
  return state.handingOver ? steps.filter((step) => step.do !== "take-role" && step.do !== "kick") : steps;
}

/** All steps, including those that wait for the access that replaces this one. */
export function fullPlan(state: AccessState, actual: Actual): Step[] {
  const { access, claims, ledger, guild } = state;
  return planAccess({
    claims,
    actual,
    ours: {
      joinedByUs: access.joinedByUs,
      roles: ledger.map(({ roleId, heldBefore, givenAt, takenAt }) => ({
        roleId,
        heldBefore,
        given: givenAt !== null && takenAt === null,
      })),
    },
    botTopPosition: guild.snapshot?.botTopPosition ?? 0,
    mayKick: mayKick(guild.snapshot),
    rejoinRequested: access.rejoinRequested,
    leaving: access.leaving,
    staying: access.staying,
  });
}
