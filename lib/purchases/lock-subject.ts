import type { Tx } from "@/db/client";
import { lockUntilCommit } from "@/db/lock";

/** One transaction at a time folds one purchase: two workers must not both see the old state. */
export async function lockSubject(tx: Tx, connectionId: string, subjectId: string): Promise<void> {
  await lockUntilCommit(tx, `purchase:${connectionId}:${subjectId}`);
}
