import { expect, test } from "vitest";
import { watchConnection } from "./postgres-wire";

function message(type: string, body: string): Buffer {
  const text = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

const greeting = Buffer.alloc(8);
greeting.writeInt32BE(8);
greeting.writeInt32BE(196_608, 4);
const query = (text: string) => message("Q", `${text}\0`);
const ready = message("Z", "I");

function connect() {
  const heard: string[] = [];
  const watched = watchConnection(greeting, {
    before: (name) => {
      heard.push(`before ${name}`);
      return name;
    },
    after: (point) => {
      if (point) heard.push(`after ${point}`);
    },
  });
  watched?.sent(greeting);
  watched?.received(ready);
  return {
    heard,
    sent: (bytes: Buffer) => watched?.sent(bytes),
    received: (bytes: Buffer) => watched?.received(bytes),
  };
}

test("a write outside a transaction is a commit; a read is none, also one that locks", () => {
  const { heard, sent, received } = connect();
  sent(query("select * from grants for update"));
  received(ready);
  sent(query('update "grants" set status = 1'));
  expect(heard).toEqual(["before commit grants"]);
  received(ready);
  expect(heard).toEqual(["before commit grants", "after commit grants"]);
});

test("a transaction commits all it wrote, and a transaction that wrote nothing is no commit", () => {
  const { heard, sent, received } = connect();
  for (const text of [
    "begin",
    "insert into grants (id) values (1)",
    "delete from emails",
    "savepoint s1",
    "rollback to s1",
    "commit",
  ]) {
    sent(query(text));
    received(ready);
  }
  for (const text of [
    "begin",
    "select 1",
    "commit",
    "begin",
    "insert into grants (id) values (1)",
    "rollback",
  ]) {
    sent(query(text));
    received(ready);
  }
  expect(heard).toEqual(["before commit emails grants", "after commit emails grants"]);
});

test("prepared statements are known by their names, and answers may come in pieces", () => {
  const { heard, sent, received } = connect();
  const parse = message("P", "s1\0insert into emails (id) values ($1)\0\0\0");
  sent(Buffer.concat([parse, message("B", "\0s1\0\0\0")]));
  received(ready);
  sent(message("B", "\0s1\0\0\0"));
  const answer = Buffer.concat([message("C", "INSERT 0 1\0"), ready]);
  received(answer.subarray(0, 7));
  expect(heard).toHaveLength(3);
  received(answer.subarray(7));
  expect(heard).toHaveLength(4);
});

test("a statement that fails is no commit", () => {
  const { heard, sent, received } = connect();
  sent(query("delete from emails"));
  received(Buffer.concat([message("E", "no\0"), ready]));
  expect(heard).toEqual(["before commit emails"]);
});

test("what is no connection to Postgres is left alone", () => {
  expect(
    watchConnection(Buffer.from("GET / HTTP/1.1\r\n\r\n"), { before: String, after: () => {} }),
  ).toBeUndefined();
});
