import { Pool } from "undici";

type Call = { method: "GET" | "POST"; path: string; headers?: Record<string, string>; body?: string };
export type Side = { name: string; url: string; call: (n: number) => Call };

const connections = 16;

/** Answers per second of one side over `seconds`. Any status but 200 fails the bench. */
async function rate({ url, call }: Side, seconds: number, count: { n: number }): Promise<number> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const began = performance.now();
  const end = began + seconds * 1000;
  let answered = 0;
  const one = async () => {
    while (performance.now() < end) {
      const { statusCode, body } = await pool.request(call(count.n++));
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}: ${text.slice(0, 300)}`);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  const elapsed = (performance.now() - began) / 1000;
  await pool.close();
  return answered / elapsed;
}

/** Measures the two sides in turns, so that other load on the machine affects both; medians of the rounds. */
export async function compare(product: Side, bare: Side, rounds = 5, seconds = 3) {
  const count = { n: 0 };
  for (const side of [product, bare]) await rate(side, 3, count);
  const rates: { product: number[]; bare: number[] } = { product: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    rates.bare.push(await rate(bare, seconds, count));
    rates.product.push(await rate(product, seconds, count));
  }
  return { product: median(rates.product), bare: median(rates.bare) };
}

/** The median milliseconds of single calls to each side, in turns. */
export async function latencies(one: Side, other: Side, calls = 300) {
  const count = { n: 0 };
  const taken: [number[], number[]] = [[], []];
  const pools = [one, other].map(({ url }) => new Pool(url, { connections: 1 }));
  for (let n = 0; n < calls + 30; n++) {
    for (const [index, side] of [one, other].entries()) {
      const began = performance.now();
      const answer = await pools[index]?.request(side.call(count.n++));
      const text = await answer?.body.text();
      if (answer?.statusCode !== 200) throw new Error(`${side.name} answered ${answer?.statusCode}: ${text}`);
      if (n >= 30) taken[index]?.push(performance.now() - began);
    }
  }
  await Promise.all(pools.map((pool) => pool.close()));
  return { one: median(taken[0]), other: median(taken[1]) };
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
