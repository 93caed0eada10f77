"use client";
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { readJson } from "./read-json";

export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: true } } }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/**
 * Server-rendered data that keeps itself fresh from `path` while the tab is seen. `first` newer than what was
 * fetched wins, so a click's own refresh shows at once.
 */
export function useLive<T>(path: string, first: T, everyMs = 5000): T {
  const { data } = useQuery({
    queryKey: [path, first],
    queryFn: async () => ({ value: await readJson<T>(path) }),
    initialData: { value: first },
    refetchInterval: everyMs,
    staleTime: everyMs,
  });
  return data.value;
}
