import { expect, test, vi } from "vitest";
import { watchRecovery } from "./watch-recovery";

const answer = async () => {};
const refuse = () => Promise.reject(new Error("refused"));
const hang = () => new Promise(() => {});
const quick = { everyMs: 5, patienceMs: 10 };

async function endedWith(ours: () => Promise<unknown>, fresh: () => Promise<unknown>): Promise<boolean> {
  const end = vi.fn();
  const watch = watchRecovery(end, {
    ...quick,
    ours: ours as () => Promise<void>,
    fresh: fresh as () => Promise<void>,
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  watch.stop();
  return end.mock.calls.length > 0;
}

test.each([
  ["our connections hang while a new one answers", hang, answer, true],
  ["our connections fail while a new one answers", refuse, answer, true],
  ["all is well", answer, answer, false],
  ["the database is away for everybody", refuse, refuse, false],
  ["the database is frozen for everybody", hang, hang, false],
])("%s", async (_, ours, fresh, ended) => {
  expect(await endedWith(ours, fresh)).toBe(ended);
});

test("one bad moment ends nobody", async () => {
  let asked = 0;
  const mostly = () => (++asked % 3 === 0 ? answer() : refuse());
  expect(await endedWith(mostly, answer)).toBe(false);
});
