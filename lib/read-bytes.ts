const deadlineMs = 10_000;

/** A body that was not read to its end. The rest is still arriving, so the connection can't be reused. */
export class BodyRefused extends Error {
  constructor(
    readonly code: "PAYLOAD_TOO_LARGE" | "REQUEST_TIMEOUT",
    message: string,
  ) {
    super(message);
    this.name = "BodyRefused";
  }
}

export const bodyRefusalStatus = { PAYLOAD_TOO_LARGE: 413, REQUEST_TIMEOUT: 408 } as const;

type Message = Pick<Request | Response, "headers" | "body">;

/** Reads the raw body of a request or an answer. Throws `BodyRefused` after `most` bytes or ten seconds. */
export async function readBytes(message: Message, most: number): Promise<Buffer> {
  if (Number(message.headers.get("content-length")) > most) throw tooLarge(most);
  if (!message.body) return Buffer.alloc(0);
  const reader = message.body.getReader();
  let isLate = false;
  const giveUp = setTimeout(() => {
    isLate = true;
    // A body that fails in this moment is reported by `read`.
    reader.cancel().catch(() => undefined);
  }, deadlineMs);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.byteLength;
      if (size > most) throw tooLarge(most);
      parts.push(part.value);
    }
  } finally {
    clearTimeout(giveUp);
    reader.releaseLock();
  }
  if (isLate) throw new BodyRefused("REQUEST_TIMEOUT", "The body took longer than ten seconds");
  return Buffer.concat(parts);
}

/** The text of an answer to a call of ours. What is refused is not read on: the connection is closed. */
export async function readAnswer(answer: Response, most: number): Promise<string> {
  try {
    return (await readBytes(answer, most)).toString();
  } catch (error) {
    if (error instanceof BodyRefused) await answer.body?.cancel();
    throw error;
  }
}

function tooLarge(most: number): BodyRefused {
  return new BodyRefused("PAYLOAD_TOO_LARGE", `The body is larger than ${most / 1024} KiB`);
}

/** Answers a request whose body was refused. Throws every other error. */
export function refuseBody(error: unknown): Response {
  if (!(error instanceof BodyRefused)) throw error;
  return new Response(null, { status: bodyRefusalStatus[error.code], headers: { connection: "close" } });
}
