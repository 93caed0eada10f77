import { expect, test } from "vitest";
import { sentenceOf } from "./errors";

test("an error's sentence is its innermost cause, without values and secrets", () => {
  const postgres = new Error(
    'null value in column "email" of relation "customers" violates not-null constraint',
  );
  const query = new Error("Failed query: insert into customers values ($1)\nparams: kim@x.test", {
    cause: postgres,
  });
  expect(sentenceOf(query)).toBe(postgres.message);
  expect(sentenceOf(new Error('invalid input syntax for type timestamp: "kim@x.test"'))).toBe(
    "invalid input syntax for type timestamp: …",
  );
  expect(sentenceOf(new Error("Invalid API Key provided: sk_test_4eC39HqLyjWDar\n at x"))).toBe(
    "Invalid API Key provided: …",
  );
  expect(sentenceOf("away")).toBe("away");
});
