import { and, asc, count, eq, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { lockUntilCommit } from "@/db/lock";
import { savedViews } from "@/db/schema";
import { invalid, notFound } from "./errors";
import { newId } from "./ids";
import type { Membership } from "./membership";
import { cleanLine } from "./text";

export type SavedView = Pick<typeof savedViews.$inferSelect, "id" | "name" | "path" | "query">;

const mostPerPerson = 100;

export const viewName = z
  .string()
  .overwrite(cleanLine)
  .min(1, "Give it a name")
  .max(60, "At most 60 characters");

/** Where a list is and what it shows. The page of the list is left out, because it moves as rows come in. */
export const viewAddress = z.object({
  path: z
    .string()
    .max(200)
    .regex(/^(\/[\w-]+)+$/),
  query: z
    .string()
    .max(1000)
    .transform((text) => {
      const query = new URLSearchParams(text);
      for (const name of ["after", "new"]) query.delete(name);
      return query.toString();
    }),
});

type Owner = Pick<Membership, "business" | "person">;

function ownedBy({ business, person }: Owner): SQL | undefined {
  return and(eq(savedViews.businessId, business.id), eq(savedViews.userId, person.id));
}

/** The person's own views of this business, by name. */
export function listSavedViews(tx: Tx, owner: Owner): Promise<SavedView[]> {
  const { id, name, path, query } = savedViews;
  return tx
    .select({ id, name, path, query })
    .from(savedViews)
    .where(ownedBy(owner))
    .orderBy(asc(sql`lower(${name})`), asc(id));
}

/** Saves what a list shows; under a name that the list has already, it takes the other's place. */
export async function saveView(
  tx: Tx,
  owner: Owner,
  { name, path, query }: Pick<SavedView, "name" | "path" | "query">,
): Promise<void> {
  const { business, person } = owner;
  await lockUntilCommit(tx, `saved-views:${business.id}:${person.id}`);
  const [row] = await tx.select({ views: count() }).from(savedViews).where(ownedBy(owner));
  if ((row?.views ?? 0) >= mostPerPerson)
    throw invalid(`You have ${mostPerPerson} views already. Delete one first.`);
  await tx
    .insert(savedViews)
    .values({ id: newId("savedView"), businessId: business.id, userId: person.id, name, path, query })
    .onConflictDoUpdate({
      target: [savedViews.userId, savedViews.businessId, savedViews.path, savedViews.name],
      set: { query },
    });
}

/** Throws `not_found` for a view of somebody else or of another business, and `invalid` for a name in use. */
export async function renameView(tx: Tx, owner: Owner, id: string, name: string): Promise<void> {
  await lockUntilCommit(tx, `saved-views:${owner.business.id}:${owner.person.id}`);
  const views = await listSavedViews(tx, owner);
  const view = views.find((each) => each.id === id);
  if (!view) throw notFound("View");
  if (views.some((each) => each.id !== id && each.path === view.path && each.name === name))
    throw invalid("Another view of this list has that name", { name: "Already in use" });
  await tx.update(savedViews).set({ name }).where(eq(savedViews.id, id));
}

export async function deleteView(tx: Tx, owner: Owner, id: string): Promise<void> {
  const deleted = await tx
    .delete(savedViews)
    .where(and(ownedBy(owner), eq(savedViews.id, id)))
    .returning({ id: savedViews.id });
  if (deleted.length === 0) throw notFound("View");
}
