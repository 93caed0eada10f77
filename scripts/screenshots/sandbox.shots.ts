import { test } from "../../e2e/fixtures";
import { sandboxUrl } from "../../e2e/sandbox";
import { takeAll } from "./take";

test("the sandbox", async ({ page }) => {
  const pages = ["/", "/inbox", "/shop", "/discord"];
  await takeAll(
    page,
    "sandbox",
    pages.map((path) => ({ name: path === "/" ? "/home" : path, url: `${sandboxUrl()}${path}` })),
  );
});
