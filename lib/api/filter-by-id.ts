import { GatehouseError } from "@/lib/errors";

/**
 * The id to filter by; undefined without a filter; null for an unknown id, for which a list is empty rather than
 * an error.
 */
export async function filterById(
  given: string | undefined,
  find: (id: string) => Promise<{ id: string }>,
): Promise<string | undefined | null> {
  if (given === undefined) return undefined;
  try {
    return (await find(given)).id;
  } catch (error) {
    if (error instanceof GatehouseError && error.code === "not_found") return null;
    throw error;
  }
}
