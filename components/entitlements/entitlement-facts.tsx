import { Fact, Facts } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { EntitlementRow } from "@/lib/entitlements/find-entitlements";

const endWords = {
  remove_role: "The role goes",
  kick: "The person is removed from the server",
  keep: "They keep what they have",
};
const driftWords = { restore: "It is put back", respect: "It stays off, and you are told" };

export function EntitlementFacts({ entitlement }: { entitlement: EntitlementRow }) {
  return (
    <Facts>
      <Fact name="At the end">{endWords[entitlement.endAction]}</Fact>
      <Fact name="Taken by hand">{driftWords[entitlement.driftPolicy]}</Fact>
      <Fact name="Created">
        <RelativeTime at={entitlement.createdAt.toISOString()} />
      </Fact>
      <Fact name="Id">
        <CopyableId value={entitlement.id} label="Copy entitlement id" />
      </Fact>
    </Facts>
  );
}
