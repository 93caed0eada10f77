import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { wasAwayLately } from "@/db/away";

/**
 * A page whose read failed because the database was away is answered with 503, so that browsers, proxies and programs
 * know that it passes. Next knows only 500 for what a page throws.
 */
export function answer503WhileDatabaseIsAway(): void {
  subscribe("http.server.request.start", (message) => {
    const { response } = message as { response: ServerResponse };
    const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
    response.writeHead = (status: number, ...rest: unknown[]) => {
      const passes = status === 500 && wasAwayLately();
      if (passes) response.setHeader("retry-after", "5");
      return writeHead(passes ? 503 : status, ...rest);
    };
  });
}
