"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

const firstMs = 1_500;
const slowestMs = 15_000;

/**
 * Reloads the page's content while its tab is visible. While something is `awaited`, often at first, and more rarely
 * the longer `state` stays the same. Without scripts, the browser reloads the page.
 */
export function KeepFresh({ state, awaited }: { state: string; awaited: boolean }) {
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state starts over.
  useEffect(() => {
    const since = Date.now();
    let timer: number;
    const refresh = () => {
      if (!document.hidden) router.refresh();
      plan();
    };
    const plan = () => {
      const pause = awaited ? firstMs + (Date.now() - since) / 5 : slowestMs;
      window.clearTimeout(timer);
      timer = window.setTimeout(refresh, Math.min(slowestMs, pause));
    };
    plan();
    document.addEventListener("visibilitychange", refresh);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router, state, awaited]);
  if (!awaited) return null;
  return (
    <noscript>
      <meta httpEquiv="refresh" content="5" />
    </noscript>
  );
}
