import { beforeAll, expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { businesses, users } from "@/db/schema";
import { newId } from "./ids";
import type { Membership } from "./membership";
import { deleteView, listSavedViews, renameView, saveView, viewAddress } from "./saved-views";

type Owner = Pick<Membership, "business" | "person">;
let mona: Owner;
let vic: Owner;
let monaElsewhere: Owner;

beforeAll(async () => {
  const [here, elsewhere] = [newId("business"), newId("business")];
  const [a, b] = [newId("user"), newId("user")];
  for (const id of [here, elsewhere])
    await db().insert(businesses).values({ id, slug: id.toLowerCase(), name: "Demo" });
  for (const id of [a, b])
    await db()
      .insert(users)
      .values({ id, email: `${id.toLowerCase()}@x.test` });
  const owner = (businessId: string, id: string) =>
    ({ business: { id: businessId }, person: { id, email: "", name: null } }) as Owner;
  mona = owner(here, a);
  vic = owner(here, b);
  monaElsewhere = owner(elsewhere, a);
});

const failed = { path: "/customers", query: "access=failed&sort=name" };
const namesOf = async (owner: Owner) => (await listSavedViews(db(), owner)).map(({ name }) => name);

test("a person's views are theirs alone, in this business alone", async () => {
  await inTransaction((tx) => saveView(tx, mona, { name: "To call", ...failed }));
  expect(await listSavedViews(db(), mona)).toMatchObject([{ name: "To call", ...failed }]);
  expect(await namesOf(vic)).toEqual([]);
  expect(await namesOf(monaElsewhere)).toEqual([]);

  const [view] = await listSavedViews(db(), mona);
  for (const other of [vic, monaElsewhere]) {
    const rename = inTransaction((tx) => renameView(tx, other, view?.id ?? "", "Mine"));
    await expect(rename).rejects.toMatchObject({ code: "not_found" });
    const remove = inTransaction((tx) => deleteView(tx, other, view?.id ?? ""));
    await expect(remove).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await namesOf(mona)).toEqual(["To call"]);
});

test("a view is replaced under its name, renamed to a free name, and deleted", async () => {
  await inTransaction((tx) => saveView(tx, mona, { name: "To call", path: "/customers", query: "q=x" }));
  await inTransaction((tx) =>
    saveView(tx, mona, { name: "Ended", path: "/customers", query: "access=ended" }),
  );
  expect(await namesOf(mona)).toEqual(["Ended", "To call"]);
  const [ended, call] = await listSavedViews(db(), mona);
  expect(call?.query).toBe("q=x");
  const taken = inTransaction((tx) => renameView(tx, mona, ended?.id ?? "", "To call"));
  await expect(taken).rejects.toMatchObject({ code: "invalid" });
  await inTransaction((tx) => renameView(tx, mona, ended?.id ?? "", "Gone"));
  await inTransaction((tx) => deleteView(tx, mona, call?.id ?? ""));
  expect(await namesOf(mona)).toEqual(["Gone"]);
});

test("a view is of a list of the business, whatever page of it was open", () => {
  expect(viewAddress.parse({ path: "/customers", query: "?after=cus_1&q=a%20b" })).toEqual({
    path: "/customers",
    query: "q=a+b",
  });
  for (const path of ["customers", "//evil.test", "/../other", "/customers?x", ""])
    expect(viewAddress.safeParse({ path, query: "" }).success, path).toBe(false);
});
