import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeDetails, type StoredDetails } from "./merge-details";

const nobody = { email: "", name: "", providerEmail: null, providerName: null };
type Details = { at: number; email: string; name: string };

/** What a provider says over time, with several things reported at one moment. */
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

test("the address is the newest one reported, in whatever order and however often it is merged", () => {
  const heardTwice = reports.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all])),
  );
  fc.assert(
    fc.property(heardTwice, ([all, extra]) => {
      const inOrder = [...all].sort((one, other) => one.at - other.at);
      const { email, at } = receiveAll(unknown, [...extra, ...all]);
      expect({ email, at }).toEqual((({ email, at }) => ({ email, at }))(receiveAll(unknown, inOrder)));
      const newest = Math.max(...all.filter(({ email }) => email).map((one) => one.at));
      const candidates = all.filter((one) => one.at === newest && one.email).map((one) => one.email);
      if (candidates.length > 0) expect(candidates).toContain(email);
    }),
  );
});

test("a correction stands until the provider says another address than it reported before", () => {
  fc.assert(
    fc.property(reports, reports, (before, after) => {
      const known = receiveAll(unknown, before);
      const corrected = { ...known, email: "right@x.test" };
      const end = receiveAll(corrected, after);
      const saidAnother = after.some(
        ({ at, email }) => email && email !== known.providerEmail && at >= (known.at ?? -1),
      );
      if (!saidAnother) expect(end.email).toBe("right@x.test");
      if (end.email !== "right@x.test") expect(end.email).toBe(end.providerEmail);
    }),
  );
});

test("what names no address changes nothing", () => {
  const known = { email: "a@x.test", name: "Ana", providerEmail: "a@x.test", providerName: "Ana" };
  expect(mergeDetails(known, { email: "", name: "Ben" }, 1)).toBeNull();
});
