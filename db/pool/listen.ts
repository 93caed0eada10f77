import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "./connection";

export type Listening = { stop(): Promise<void> };

const reopenAfterMs = { first: 100, longest: 1_000 };
const heartbeatEveryMs = 5_000;
const silentMs = 3_000;

/** LISTEN on a connection of its own, which is replaced when it is lost or stops answering. */
export function listenOn(
  channel: string,
  open: () => Promise<Connection>,
  onListening: () => void,
): Listening {
  const stopped = new AbortController();
  let pause = reopenAfterMs.first;

  async function listenOnce(): Promise<void> {
    const connection = await open();
    try {
      await connection.run((driver) => driver.unsafe(`listen "${channel}"`));
      pause = reopenAfterMs.first;
      onListening();
      while (!stopped.signal.aborted) await heartbeat(connection);
    } finally {
      await connection.close();
    }
  }

  async function heartbeat(connection: Connection): Promise<void> {
    await rest(heartbeatEveryMs, connection);
    const late = setTimeout(() => connection.abandon("the listening connection doesn't answer"), silentMs);
    await connection.run((driver) => driver.unsafe("select 1")).finally(() => clearTimeout(late));
  }

  /** Ends early when the connection is lost or listening stops. */
  async function rest(ms: number, connection?: Connection): Promise<void> {
    const done = new AbortController();
    connection?.onLost(() => done.abort());
    await sleep(ms, undefined, { signal: AbortSignal.any([done.signal, stopped.signal]), ref: false }).catch(
      () => {},
    );
  }

  async function listenUntilStopped(): Promise<void> {
    while (!stopped.signal.aborted) {
      // The poll finds the work meanwhile; whoever waits for the database hears why it is away.
      await listenOnce().catch(() => {});
      await rest(pause);
      pause = Math.min(reopenAfterMs.longest, pause * 2);
    }
  }

  const done = listenUntilStopped();
  return {
    async stop() {
      stopped.abort();
      await done;
    },
  };
}
