import { Fact, Facts } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { EntitlementRow } from "@/lib/entitlements/find-entitlements";

const endWords = {
  remove_role: "Remove the role",
  kick: "Remove the person from the server",
  keep: "Let them keep the role",
};
const driftWords = { restore: "Put it back", respect: "Leave it off and email you" };

export function EntitlementFacts({ entitlement }: { entitlement: EntitlementRow }) {
  return (
    <Facts>
      <Fact name="When access ends">{endWords[entitlement.endAction]}</Fact>
      <Fact name="When removed by hand">{driftWords[entitlement.driftPolicy]}</Fact>
      <Fact name="Created">
        <RelativeTime at={entitlement.createdAt.toISOString()} />
      </Fact>
      <Fact name="ID">
        <CopyableId value={entitlement.id} label="Copy entitlement ID" />
      </Fact>
    </Facts>
  );
}
