import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeDetails, type StoredDetails } from "./merge-details";

const nobody = { email: "", name: "", providerEmail: null, providerName: null };
type Details = { at: number; email: string; name: string };

/** What a provider reports over time, with several reports from the same moment. */
const reports = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 5 }),
    email: fc.constantFrom("", "ana@x.test", "ben@x.test", "typo@x.test"),
    name: fc.constantFrom("", "Ana", "Ben"),
  }),
  { minLength: 1, maxLength: 8 },
);

type State = StoredDetails & { at: number | null };

function receive(state: State, { at, ...reported }: Details): State {
  const merged = mergeDetails(state, reported, state.at === null ? 1 : at - state.at);
  return merged ? { ...merged, at } : state;
}

function receiveAll(start: State, all: Details[]): State {
  return all.reduce(receive, start);
}

const unknown: State = { ...nobody, at: null };

test("the newest reported address wins, in whatever order and however often reports arrive", () => {
  const repeated = reports.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all])));
  fc.assert(
    fc.property(repeated, ([all, extra]) => {
      const inOrder = [...all].sort((first, second) => first.at - second.at);
      const { email, at } = receiveAll(unknown, [...extra, ...all]);
      expect({ email, at }).toEqual((({ email, at }) => ({ email, at }))(receiveAll(unknown, inOrder)));
      const newest = Math.max(...all.filter(({ email }) => email).map(({ at }) => at));
      const candidates = all.filter(({ at, email }) => at === newest && email).map(({ email }) => email);
      if (candidates.length > 0) expect(candidates).toContain(email);
    }),
  );
});

test("a correction stays until the provider reports a different address than before", () => {
  fc.assert(
    fc.property(reports, reports, (before, after) => {
      const known = receiveAll(unknown, before);
      const corrected = { ...known, email: "right@x.test" };
      const end = receiveAll(corrected, after);
      const reportedAnother = after.some(
        ({ at, email }) => email && email !== known.providerEmail && at >= (known.at ?? -1),
      );
      if (!reportedAnother) expect(end.email).toBe("right@x.test");
      if (end.email !== "right@x.test") expect(end.email).toBe(end.providerEmail);
    }),
  );
});

test("a report without an address changes nothing", () => {
  const known = { email: "a@x.test", name: "Ana", providerEmail: "a@x.test", providerName: "Ana" };
  expect(mergeDetails(known, { email: "", name: "Ben" }, 1)).toBeNull();
});
