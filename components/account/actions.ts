"use server";
import { refresh } from "next/cache";
import { type ActionResult, personAction } from "@/lib/actions";
import * as auth from "@/lib/auth";

export async function endSession(id: string): Promise<ActionResult> {
  return personAction(async () => {
    await auth.endMySession(String(id));
    refresh();
    return null;
  });
}
