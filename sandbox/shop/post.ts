export type Attempt = {
  at: string;
  status: number | null;
  error: string | null;
  answer: string;
  ms: number;
  by_hand: boolean;
};

export type SignedRequest = { url: string; headers: Record<string, string>; body: string };

const answerWithin = 15_000;
/** An endpoint that hangs must not make the sandbox open thousands of sockets to it. */
const atOnce = 24;

const busy = new Map<string, { running: number; queue: (() => void)[] }>();

/** Sends one request to an endpoint, a few at once. It is signed when its turn comes, so the signature is fresh. */
export async function post(endpointId: string, sign: () => SignedRequest): Promise<Omit<Attempt, "by_hand">> {
  return oneOfFew(endpointId, async () => {
    const { url, headers, body } = sign();
    const sentAt = new Date();
    const outcome = { at: sentAt.toISOString(), status: null, error: null, answer: "" };
    const took = () => Date.now() - sentAt.getTime();
    try {
      const signal = AbortSignal.timeout(answerWithin);
      const reply = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
      const answer = (await reply.text()).slice(0, 500);
      return { ...outcome, status: reply.status, answer, ms: took() };
    } catch (problem) {
      return { ...outcome, error: inWords(problem), ms: took() };
    }
  });
}

function inWords(problem: unknown): string {
  if (!(problem instanceof Error)) return "The request failed.";
  if (problem.name === "TimeoutError") return "No answer within 15 seconds.";
  const cause = problem.cause instanceof Error ? problem.cause.message : "";
  return cause || problem.message;
}

async function oneOfFew<T>(key: string, work: () => Promise<T>): Promise<T> {
  const lane = busy.get(key) ?? { running: 0, queue: [] };
  busy.set(key, lane);
  if (lane.running >= atOnce) await new Promise<void>((go) => lane.queue.push(go));
  else lane.running++;
  try {
    return await work();
  } finally {
    const next = lane.queue.shift();
    if (next) next();
    else if (--lane.running === 0) busy.delete(key);
  }
}
