import { browserValue } from "@/components/connect/browser-cookie";
import { ConnectionRefused } from "@/components/connect/connection-refused";
import { readConnection } from "@/lib/portal/connection-page";

type Props = { params: Promise<{ why: string }>; searchParams: Promise<{ round?: string }> };

/** Connecting did not work: why, in words, and how to begin again. Discord's own words are never echoed. */
export default async function RefusedPage({ params, searchParams }: Props) {
  const { why } = await params;
  const { round } = await searchParams;
  const connection = round ? await readConnection(round, await browserValue()) : null;
  return <ConnectionRefused why={why} connection={connection} />;
}
