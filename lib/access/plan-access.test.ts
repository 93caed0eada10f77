import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Actual, keptAtEnd, type PlanClaim, type PlanInput, planAccess, type Step } from "./plan-access";

const roleIds = ["100", "200", "300", "400"];
const botTopPosition = 10;

const claim: fc.Arbitrary<PlanClaim> = fc.record({
  live: fc.boolean(),
  status: fc.constantFrom("pending", "delivered", "failed"),
  roleId: fc.constantFrom(null, ...roleIds),
  endAction: fc.constantFrom("remove_role", "kick", "keep"),
  driftPolicy: fc.constantFrom("restore", "respect"),
  source: fc.constantFrom("Pro", "VIP", "Gift"),
  reason: fc.constantFrom(null, "subscription_cancelled", "refund", "manual"),
});

const present = fc.record({
  present: fc.constant(true as const),
  roles: fc.subarray([...roleIds, "900"]),
  isOwner: fc.boolean(),
  topPosition: fc.integer({ min: 0, max: 12 }),
});
const actual: fc.Arbitrary<Actual> = fc.oneof(fc.constant({ present: false as const }), present);

const input: fc.Arbitrary<PlanInput> = fc.record({
  claims: fc.array(claim, { maxLength: 5 }),
  actual,
  ours: fc.record({
    roles: fc.uniqueArray(
      fc.record({ roleId: fc.constantFrom(...roleIds), heldBefore: fc.boolean(), given: fc.boolean() }),
      { selector: ({ roleId }) => roleId },
    ),
    joinedByUs: fc.constantFrom(true, false, null),
  }),
  botTopPosition: fc.constant(botTopPosition),
  mayKick: fc.boolean(),
  rejoinRequested: fc.boolean(),
  leaving: fc.boolean(),
  staying: fc.boolean(),
});

const runs = { numRuns: 2_000 };
const doing = (steps: Step[], what: Step["do"]) => steps.filter((step) => step.do === what);
const rolesIn = (steps: Step[]) => steps.flatMap((step) => ("roleId" in step ? [step.roleId] : []));

/** The state after every step has worked. */
function afterwards(before: PlanInput, steps: Step[]): PlanInput {
  let { actual } = before;
  let { roles, joinedByUs } = before.ours;
  for (const step of steps) {
    if (step.do === "add-member") {
      actual = { present: true, roles: [], isOwner: false, topPosition: 0 };
      joinedByUs = true;
      roles = roles.map((role) => ({ ...role, given: false }));
    }
    if (step.do === "kick") actual = { present: false };
    if (!actual.present) continue;
    if (step.do === "give-role") {
      actual = { ...actual, roles: [...actual.roles, step.roleId] };
      roles = [
        ...roles.filter(({ roleId }) => roleId !== step.roleId),
        { roleId: step.roleId, heldBefore: false, given: true },
      ];
    }
    if (step.do === "take-role")
      actual = { ...actual, roles: actual.roles.filter((roleId) => roleId !== step.roleId) };
  }
  return { ...before, actual, ours: { roles, joinedByUs } };
}

function settled(after: PlanInput): PlanInput {
  const has = (roleId: string | null) =>
    after.actual.present && (roleId === null || after.actual.roles.includes(roleId));
  const claims = after.claims.map((claim) =>
    claim.live && has(claim.roleId) ? { ...claim, status: "delivered" as const } : claim,
  );
  return { ...after, claims, rejoinRequested: false };
}

describe("the plan", () => {
  test("leaves nothing to plan once it is carried out", () => {
    fc.assert(
      fc.property(input, (before) => {
        const after = afterwards(before, planAccess(before));
        expect(planAccess(after)).toEqual([]);
        expect(planAccess(settled(after))).toEqual([]);
      }),
      runs,
    );
  });

  test("is the remaining steps after some of them were carried out", () => {
    fc.assert(
      fc.property(input, fc.nat(), (before, cut) => {
        const steps = planAccess(before);
        const done = steps.slice(0, steps.length === 0 ? 0 : cut % steps.length);
        const rest = planAccess(afterwards(before, done));
        expect(rest.map(({ why: _, ...step }) => step)).toEqual(
          steps.slice(done.length).map(({ why: _, ...step }) => step),
        );
      }),
      runs,
    );
  });

  test("does not depend on the order of claims or of the ledger", () => {
    fc.assert(
      fc.property(input, fc.infiniteStream(fc.nat()), (before, numbers) => {
        const shuffled = {
          ...before,
          claims: shuffle(before.claims, numbers),
          ours: { ...before.ours, roles: shuffle(before.ours.roles, numbers) },
        };
        expect(planAccess(shuffled)).toEqual(planAccess(before));
      }),
      runs,
    );
  });

  test("gives a present member every role of their live claims, except where moderators may decide", () => {
    fc.assert(
      fc.property(input, (before) => {
        const after = afterwards(before, planAccess(before)).actual;
        if (!before.actual.present || !after.present) return;
        for (const { live, roleId, driftPolicy } of before.claims)
          if (live && roleId && driftPolicy === "restore") expect(after.roles).toContain(roleId);
      }),
      runs,
    );
  });

  test("touches only roles that a live claim gives, or that we gave and no live claim wants", () => {
    fc.assert(
      fc.property(input, (before) => {
        const steps = planAccess(before);
        const wanted = before.claims.filter(({ live }) => live).map(({ roleId }) => roleId);
        for (const roleId of rolesIn(doing(steps, "give-role"))) expect(wanted).toContain(roleId);
        for (const roleId of rolesIn(doing(steps, "take-role"))) {
          expect(wanted).not.toContain(roleId);
          expect(before.ours.roles).toContainEqual(expect.objectContaining({ roleId, heldBefore: false }));
        }
        expect(rolesIn(steps)).toHaveLength(new Set(rolesIn(steps)).size);
      }),
      runs,
    );
  });

  test("never kicks somebody who was there before, owns the server, outranks the bot, or has a live claim", () => {
    fc.assert(
      fc.property(input, (before) => {
        if (doing(planAccess(before), "kick").length === 0) return;
        expect(before.ours.joinedByUs).toBe(true);
        expect(before.actual).toMatchObject({ present: true, isOwner: false });
        expect(before.actual.present && before.actual.topPosition < botTopPosition).toBe(true);
        expect(before.claims.some(({ live }) => live)).toBe(false);
      }),
      runs,
    );
  });

  test("adds only absent people with a live claim who are new or asked to come back", () => {
    fc.assert(
      fc.property(input, (before) => {
        if (doing(planAccess(before), "add-member").length === 0) return;
        expect(before.actual.present).toBe(false);
        const live = before.claims.filter((claim) => claim.live);
        expect(live.length).toBeGreaterThan(0);
        expect(before.rejoinRequested || live.some(({ status }) => status !== "delivered")).toBe(true);
      }),
      runs,
    );
  });

  test("ending one of two claims on a role plans nothing", () => {
    fc.assert(
      fc.property(claim, claim, fc.constantFrom(...roleIds), (first, second, roleId) => {
        const both = [
          { ...first, roleId, live: false, status: "delivered" as const },
          { ...second, roleId, live: true, status: "delivered" as const },
        ];
        const plan = planAccess({
          claims: both,
          actual: { present: true, roles: [roleId], isOwner: false, topPosition: 1 },
          ours: { roles: [{ roleId, heldBefore: false, given: true }], joinedByUs: true },
          botTopPosition,
          mayKick: true,
          rejoinRequested: false,
          leaving: false,
          staying: false,
        });
        expect(plan).toEqual([]);
      }),
      runs,
    );
  });

  test("takes a shared role at its last end unless one of its claims says `keep`, in any order", () => {
    const ending = claim.map((one) => ({ ...one, roleId: "100", status: "delivered" as const }));
    const batches = fc.array(fc.array(ending, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(batches, (all) => {
        let heldBefore = false;
        const takes = all.map((batch, nth) => {
          const live = all.slice(nth + 1).flat();
          const claims = [...batch.map((one) => ({ ...one, live: false })), ...live.map(isLive)];
          const steps = planAccess({
            claims,
            actual: { present: true, roles: ["100"], isOwner: false, topPosition: 1 },
            ours: { roles: [{ roleId: "100", heldBefore, given: true }], joinedByUs: null },
            botTopPosition,
            mayKick: true,
            rejoinRequested: false,
            leaving: false,
            staying: false,
          });
          heldBefore ||= keptAtEnd(claims, "100");
          return steps.length > 0;
        });
        const kept = all.flat().some(({ endAction }) => endAction === "keep");
        expect(takes).toEqual(all.map((_, nth) => nth === all.length - 1 && !kept));
      }),
    );
  });

  test("gives before it takes, so that nobody is ever without what they paid for", () => {
    fc.assert(
      fc.property(input, (before) => {
        const kinds = planAccess(before).map((step) => step.do);
        const order = ["add-member", "give-role", "take-role", "kick"];
        expect(kinds).toEqual([...kinds].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
      }),
      runs,
    );
  });

  test("also takes the roles when it may not kick", () => {
    const steps = planAccess({
      claims: [
        {
          live: false,
          status: "delivered",
          roleId: "100",
          endAction: "kick",
          driftPolicy: "restore",
          source: "Pro",
          reason: "refund",
        },
      ],
      actual: { present: true, roles: ["100", "900"], isOwner: false, topPosition: 1 },
      ours: { roles: [{ roleId: "100", heldBefore: false, given: true }], joinedByUs: true },
      botTopPosition,
      mayKick: false,
      rejoinRequested: false,
      leaving: false,
      staying: false,
    });
    expect(steps).toEqual([
      { do: "take-role", roleId: "100", why: "Pro ended: refunded" },
      { do: "kick", why: "Pro ended: refunded" },
    ]);
  });
});

const isLive = (one: PlanClaim): PlanClaim => ({ ...one, live: true });

function shuffle<T>(items: readonly T[], numbers: Iterator<number>): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice((numbers.next().value ?? 0) % rest.length, 1));
}
