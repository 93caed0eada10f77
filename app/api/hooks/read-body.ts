import { GatehouseError } from "@/lib/errors";
import { BodyTooLarge } from "./answer-error";

const deadlineMs = 10_000;

/** The raw bytes of a request, at most `most` of them, within ten seconds. */
export async function readBody(request: Request, most: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge(most);
  if (!request.body) throw new GatehouseError("bad_request", "The body is empty");
  const reader = request.body.getReader();
  let isLate = false;
  const giveUp = setTimeout(() => {
    isLate = true;
    void reader.cancel();
  }, deadlineMs);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > most) throw tooLarge(most);
      parts.push(value);
    }
  } finally {
    clearTimeout(giveUp);
  }
  if (isLate) throw new GatehouseError("bad_request", "The body took longer than ten seconds");
  if (size === 0) throw new GatehouseError("bad_request", "The body is empty");
  return Buffer.concat(parts);
}

function tooLarge(most: number): BodyTooLarge {
  return new BodyTooLarge(`The body is larger than ${most} bytes`);
}
