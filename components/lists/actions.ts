"use server";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/actions";
import * as views from "@/lib/saved-views";

/** Saves a list's filter, search and sort for the person alone. */
export async function saveView(
  slug: string,
  address: { path: string; query: string },
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return memberAction(slug, "viewer", async ({ inTransaction, ...member }) => {
    const view = { ...views.viewAddress.parse(address), name: views.viewName.parse(form.get("name")) };
    await inTransaction((tx) => views.saveView(tx, member, view));
    return null;
  });
}

const id = z.string().max(60);

export async function renameView(
  slug: string,
  viewId: string,
  _: unknown,
  form: FormData,
): Promise<ActionResult> {
  return memberAction(slug, "viewer", async ({ inTransaction, ...member }) => {
    const name = views.viewName.parse(form.get("name"));
    await inTransaction((tx) => views.renameView(tx, member, id.parse(viewId), name));
    return null;
  });
}

export async function deleteView(slug: string, viewId: string): Promise<ActionResult> {
  return memberAction(slug, "viewer", async ({ inTransaction, ...member }) => {
    await inTransaction((tx) => views.deleteView(tx, member, id.parse(viewId)));
    return null;
  });
}
