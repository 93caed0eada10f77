import { GatehouseError } from "@/lib/errors";

/**
 * The id to filter by, undefined without a filter, null when there is nobody of that id: a list then finds
 * nothing, which is no mistake.
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
