/**
 * A text made of pages, each read when the reader asks for more. So memory stays flat however long the text is, nothing
 * is held open in the database for a slow reader, and nothing more is read once the reader has gone away.
 */
export function streamPages(pages: AsyncIterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pages.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await pages.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
