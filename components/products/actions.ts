"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/actions";
import * as products from "@/lib/products/products";
import { cleanLine } from "@/lib/text";

const newProduct = z.object({
  name: z.string().overwrite(cleanLine).min(1, "Enter a name").max(100, "At most 100 characters"),
});

export async function createProduct(slug: string, _: unknown, form: FormData): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const wanted = newProduct.parse(Object.fromEntries(form));
    const { id } = await inTransaction((tx) => products.createProduct(tx, business.id, wanted, actor));
    redirect(`/${slug}/products/${id}`);
  });
}

/** Archives a product, or restores it. */
export async function archiveProduct(slug: string, id: string, archived: boolean): Promise<ActionResult> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    await inTransaction((tx) =>
      products.archiveProduct(tx, business.id, String(id), archived === true, actor),
    );
    refresh();
    return null;
  });
}
