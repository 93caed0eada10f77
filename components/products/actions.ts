"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/auth";
import { archiveProduct, createProduct } from "@/lib/products";
import { cleanLine } from "@/lib/text";

const newName = z.string().overwrite(cleanLine).min(1, "Give it a name").max(100, "At most 100 characters");

export async function makeProduct(slug: string, name: string): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const clean = newName.parse(name);
    const { id } = await inTransaction((tx) => createProduct(tx, business.id, { name: clean }, actor));
    redirect(`/${slug}/products/${id}`);
  });
}

export async function setArchived(slug: string, id: string, archived: boolean): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) => archiveProduct(tx, business.id, String(id), archived === true, actor));
    refresh();
    return null;
  });
}
