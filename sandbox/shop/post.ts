export type Attempt = {
  at: string;
  status: number | null;
  error: string | null;
  answer: string;
  ms: number;
  by_hand: boolean;
};

export type SignedRequest = { url: string; headers: Record<string, string>; body: string };

const answerTimeout = 15_000;
/** Limits the open sockets to one endpoint, in case it hangs. */
const mostAtOnce = 24;

const busy = new Map<string, { running: number; queue: (() => void)[] }>();

/** Sends one request to an endpoint, a limited number at a time. Signing waits for its turn, so it is recent. */
export async function post(endpointId: string, sign: () => SignedRequest): Promise<Omit<Attempt, "by_hand">> {
  return withLimit(endpointId, async () => {
    const { url, headers, body } = sign();
    const sentAt = new Date();
    const outcome = { at: sentAt.toISOString(), status: null, error: null, answer: "" };
    const elapsed = () => Date.now() - sentAt.getTime();
    try {
      const signal = AbortSignal.timeout(answerTimeout);
      const reply = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
      const answer = (await reply.text()).slice(0, 500);
      return { ...outcome, status: reply.status, answer, ms: elapsed() };
    } catch (problem) {
      return { ...outcome, error: describeError(problem), ms: elapsed() };
    }
  });
}

function describeError(problem: unknown): string {
  if (!(problem instanceof Error)) return "The request failed.";
  if (problem.name === "TimeoutError") return "No answer within 15 seconds.";
  const cause = problem.cause instanceof Error ? problem.cause.message : "";
  return cause || problem.message;
}

async function withLimit<T>(key: string, work: () => Promise<T>): Promise<T> {
  const lane = busy.get(key) ?? { running: 0, queue: [] };
  busy.set(key, lane);
  if (lane.running >= mostAtOnce) await new Promise<void>((go) => lane.queue.push(go));
  else lane.running++;
  try {
    return await work();
  } finally {
    const next = lane.queue.shift();
    if (next) next();
    else if (--lane.running === 0) busy.delete(key);
  }
}
