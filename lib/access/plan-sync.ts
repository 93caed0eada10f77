import { mayKick } from "@/lib/discord/roles";
import { type Actual, planAccess, type Step } from "./plan-access";
import type { AccessState } from "./read-state";

/** The steps to take now: while another access takes over from this one, nothing is taken away. */
export function planNow(state: AccessState, actual: Actual): Step[] {
  const steps = fullPlan(state, actual);
  return state.handingOver ? steps.filter((step) => step.do !== "take-role" && step.do !== "kick") : steps;
}

/** What is to be result in the end, also where it has to wait for another access to be served first. */
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
