import { Refused } from "@/components/claim/refused";
import { readConnection } from "@/lib/portal/connection-page";
import { browserValue } from "../../browser-cookie";

type Props = { params: Promise<{ why: string }>; searchParams: Promise<{ round?: string }> };

/** Connecting did not work: why, in words, and how to begin again. Discord's own words are never echoed. */
export default async function RefusedPage({ params, searchParams }: Props) {
  const { why } = await params;
  const { round } = await searchParams;
  const connection = round ? await readConnection(round, await browserValue()) : null;
  return <Refused why={why} connection={connection} />;
}
