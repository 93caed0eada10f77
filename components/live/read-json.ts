/** Reads a handler of the dashboard; a refusal becomes an error with its sentence. */
export async function readJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: "application/json" } });
  const body = await response.json();
  if (!response.ok) throw new Error(body?.message ?? "This could not be loaded");
  return body as T;
}
