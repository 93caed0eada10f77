import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test.each(["README.md", "CONTRIBUTING.md", "docs/threat-model.md", "docs/asvs.md"])(
  "every file that %s names exists",
  (document) => {
    const text = readFileSync(document, "utf8");
    const named = [
      ...text.matchAll(
        /`((?:app|bench|components|db|docs|e2e|emails|lib|sandbox|scripts|seed|test)\/[^`\s]*)`/g,
      ),
    ];
    const paths = named.map(([, path = ""]) => path).filter((path) => !path.includes("*"));
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  },
);
