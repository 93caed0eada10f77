"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

const firstMs = 1_500;
const slowestMs = 15_000;

/**
 * Reads the page again while something on it is about to change: quickly at first, slower the longer `shown`,
 * what the page says now, stays the same.
 */
export function RefreshWhile({ moving, shown = "" }: { moving: boolean; shown?: string }) {
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state is looked at quickly again
  useEffect(() => {
    if (!moving) return;
    let pause = firstMs;
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      if (document.visibilityState === "visible") router.refresh();
      pause = Math.min(slowestMs, pause * 1.2);
      timer = setTimeout(look, pause);
    };
    timer = setTimeout(look, pause);
    return () => clearTimeout(timer);
  }, [moving, shown, router]);
  return null;
}
