/** Reads what a connection to Postgres sends and receives, as far as it takes to see its commits. */

export type Commits = { sent(bytes: Buffer): void; received(bytes: Buffer): void };
type Heard = { before(name: string): string; after(point: string | undefined): void };
type Statement = { point: string | undefined; failed: boolean };

const protocol3 = 196_608;

/** `first` is what the connection sends first; undefined if it isn't Postgres's greeting. */
export function watchConnection(first: Buffer, heard: Heard): Commits | undefined {
  if (first.length < 8 || first.readInt32BE(4) !== protocol3) return undefined;
  let greeting = true;
  let rest: Buffer = Buffer.alloc(0);
  let written: Set<string> | undefined;
  const prepared = new Map<string, string>();
  const waiting: Statement[] = [];

  /** The name of the commit that this statement is, if it is one. */
  function commitOf(text: string): string | undefined {
    const [word] = text.trim().toLowerCase().split(/[\s;]/, 1);
    const tables = tablesWritten(text);
    if (word === "begin" || word === "start") written = new Set();
    else if (word === "commit" || word === "rollback") {
      if (/^\s*rollback to/i.test(text)) return undefined;
      const all = [...(written ?? [])];
      written = undefined;
      if (word === "commit" && all.length > 0) return nameOf(all);
    } else if (written) for (const table of tables) written.add(table);
    else if (tables.length > 0) return nameOf(tables);
    return undefined;
  }

  function send(text: string): void {
    const name = commitOf(text);
    waiting.push({ point: name && heard.before(name), failed: false });
  }

  return {
    sent(bytes) {
      const messages = greeting ? bytes.subarray(bytes.readInt32BE(0)) : bytes;
      greeting = false;
      split(messages, (type, body) => {
        if (type === "Q") send(textAt(body, 0));
        if (type === "P") {
          const name = textAt(body, 0);
          prepared.set(name, textAt(body, Buffer.byteLength(name) + 1));
        }
        if (type === "B") send(prepared.get(textAt(body, textAt(body, 0).length + 1)) ?? "");
      });
    },
    received(bytes) {
      rest = split(Buffer.concat([rest, bytes]), (type) => {
        const [first] = waiting;
        if (type === "E" && first) first.failed = true;
        if (type !== "Z") return;
        waiting.shift();
        if (first && !first.failed) heard.after(first.point);
      });
    },
  };
}

/** Calls `each` for every whole message, and returns the rest. */
function split(bytes: Buffer, each: (type: string, body: Buffer) => void): Buffer {
  let at = 0;
  while (at + 5 <= bytes.length) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    if (end > bytes.length) break;
    each(String.fromCharCode(bytes[at] ?? 0), bytes.subarray(at + 5, end));
    at = end;
  }
  return Buffer.from(bytes.subarray(at));
}

function textAt(body: Buffer, from: number): string {
  return body.toString("utf8", from, body.indexOf(0, from));
}

const writes =
  /\b(?:insert\s+into|delete\s+from|update(?=\s+[\w".]+(?:\s+(?:as\s+)?\w+)?\s+set\b))\s+"?([\w.]+)"?/gi;

function tablesWritten(text: string): string[] {
  const tables = [...text.matchAll(writes)].map(([, table = ""]) => table);
  if (/^\s*(create|alter|drop)\b/i.test(text)) tables.push("schema");
  if (/\b(book|settle)_discord_call\b/i.test(text)) tables.push("rate budget");
  return tables;
}

function nameOf(tables: readonly string[]): string {
  return `commit ${[...new Set(tables)].sort().join(" ")}`;
}
