import { vi } from "vitest";

/** The real time, whatever this process's clock is set to. */
export function realNow(): Date {
  return new Date(performance.timeOrigin + performance.now());
}

/** Sets this process's clock, as on a machine whose clock is wrong. Timers and durations stay right. */
export function setOwnClockAhead({ minutes }: { minutes: number }): void {
  vi.useFakeTimers({ toFake: ["Date"], now: realNow().getTime() + minutes * 60_000 });
}

export function setOwnClockRight(): void {
  vi.useRealTimers();
}
