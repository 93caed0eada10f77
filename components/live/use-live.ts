"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { readJson } from "./read-json";

type Pace<T> = { everyMs: number } | { until: (data: T) => boolean };

const firstMs = 1_500;
const slowestMs = 15_000;

/**
 * A screen's data, refreshed while its tab is visible. `first` came with the page and `path` serves the same data
 */
export function useLive<T>(path: string, first: T, pace: Pace<T> = { everyMs: 5_000 }): T {
  const client = useQueryClient();
  const changedAt = useRef<number>(undefined);
  const { data } = useQuery({
    queryKey: [path],
    queryFn: () => readJson<T>(path),
    initialData: first,
    refetchInterval: ({ state }) =>
      pauseAfter(state.data === undefined ? first : state.data, pace, changedAt.current ?? Date.now()),
    staleTime: "everyMs" in pace ? pace.everyMs : firstMs,
  });
  useEffect(() => {
    if (data !== undefined) changedAt.current = Date.now();
  }, [data]);
  useEffect(() => {
    // A response still in flight is older than the page and must not replace it.
    void client.cancelQueries({ queryKey: [path] }).then(() => client.setQueryData([path], first));
  }, [client, path, first]);
  return data === undefined ? first : data;
}

function pauseAfter<T>(data: T, pace: Pace<T>, changedAt: number): number | false {
  if ("everyMs" in pace) return pace.everyMs;
  if (pace.until(data)) return false;
  return Math.min(slowestMs, firstMs + (Date.now() - changedAt) / 5);
}
