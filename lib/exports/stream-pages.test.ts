import { expect, test } from "vitest";
import { streamPages } from "./stream-pages";

function counted(most: number) {
  const read = { pages: 0, ended: false };
  async function* pages() {
    try {
      while (read.pages < most) yield `page ${++read.pages}\n`;
    } finally {
      read.ended = true;
    }
  }
  return { read, pages: pages() };
}

test("all pages arrive in their order", async () => {
  const { pages } = counted(3);
  expect(await new Response(streamPages(pages)).text()).toBe("page 1\npage 2\npage 3\n");
});

test("no page is read before the reader asks for it, and none after it has gone", async () => {
  const { read, pages } = counted(1000);
  const reader = streamPages(pages).getReader();
  expect(read.pages).toBe(0);
  await reader.read();
  await reader.read();
  expect(read.pages).toBe(2);
  await reader.cancel();
  expect(read).toEqual({ pages: 2, ended: true });
});

test("a page that can't be read breaks the stream off, so that nobody takes half a list for all of it", async () => {
  async function* failing() {
    yield "page 1\n";
    throw new Error("the database is away");
  }
  await expect(new Response(streamPages(failing())).text()).rejects.toThrow("away");
});
