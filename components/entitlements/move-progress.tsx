"use client";
import { useLive } from "@/components/live/use-live";
import { Callout } from "@/components/ui/callout";
import { Progress } from "@/components/ui/progress";
import type { MoveProgress as Move } from "@/lib/entitlements/move-entitlement";

/** After a change of server or role: how many people have moved, until everyone has. */
export function MoveProgress({ slug, id, first }: { slug: string; id: string; first: Move }) {
  const move = useLive<Move | null>(`/api/dashboard/${slug}/entitlements/${id}/move`, first, {
    everyMs: 2000,
  });
  if (!move) return null;
  const { total, left, stuck } = move;
  return (
    <Callout className="mb-6" title="Moving people to the new server or role">
      <Progress label="Moved" done={total - left} total={total} />
      {stuck > 0 && (
        <p className="mt-1.5">
          {stuck.toLocaleString("en")} of them are blocked by a problem. Fix it under “Needs attention”.
        </p>
      )}
    </Callout>
  );
}
