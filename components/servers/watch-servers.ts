"use client";
import { useQuery } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import type { ServerView } from "@/lib/guilds/guild-view";

/** The servers. While `watching`, checks Discord every two seconds, even when another tab is in front. */
export function useServers(slug: string, first: ServerView[] | undefined, watching: boolean) {
  return useQuery({
    queryKey: ["servers", slug],
    queryFn: () => readJson<ServerView[]>(`/api/dashboard/${slug}/servers`),
    initialData: first,
    refetchInterval: watching ? 2000 : false,
    refetchIntervalInBackground: true,
    staleTime: 2000,
  });
}
