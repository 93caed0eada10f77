import { GatehouseError } from "@/lib/errors";
import { readBytes } from "@/lib/read-bytes";

/** The raw bytes of an event, over which its signature is made. An empty body is refused. */
export async function readHookBody(request: Request, most: number): Promise<Uint8Array> {
  const bytes = await readBytes(request, most);
  if (bytes.length === 0) throw new GatehouseError("bad_request", "The body is empty");
  return bytes;
}
