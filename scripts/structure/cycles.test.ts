import { expect, test } from "vitest";
import { cyclesOf } from "./cycles";

function graph(edges: Record<string, string[]>) {
  return new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
}

test("a graph without a path back has no cycle", () => {
  expect(cyclesOf(graph({ a: ["b", "c"], b: ["c"], c: [] }))).toEqual([]);
});

test("each cycle is found once, wherever the search enters it", () => {
  const found = cyclesOf(graph({ start: ["b", "x"], a: ["b"], b: ["c"], c: ["a"], x: ["y"], y: ["x"] }));
  expect(found.sort()).toEqual([
    ["a", "b", "c"],
    ["x", "y"],
  ]);
});
