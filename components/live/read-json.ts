/** Fetches JSON from one of our own routes; a refusal becomes an error with the server's message. */
export async function readJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  const body = await response.json();
  if (!response.ok) throw new Error(body?.message ?? "We couldn't load this. Reload the page to try again.");
  return body as T;
}
