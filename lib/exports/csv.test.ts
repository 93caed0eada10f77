import { expect, test } from "vitest";
import { csvLine } from "./csv";

test("cells are quoted where they must be", () => {
  const cells = ["plain", 'say "hi", please', "two\nlines", null, undefined, -5, true, new Date(0), " edge "];
  expect(csvLine(cells)).toBe(
    'plain,"say ""hi"", please","two\nlines",,,-5,true,1970-01-01T00:00:00.000Z," edge "\r\n',
  );
});

test.each(["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])(
  "no spreadsheet takes %j for a formula",
  (text) => {
    expect(csvLine([text]).replace(/^"/, "").startsWith(`'${text}`)).toBe(true);
  },
);
