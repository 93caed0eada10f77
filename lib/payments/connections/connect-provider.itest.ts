import { expect, test } from "vitest";
import { inTransaction } from "@/db/client";
import { system } from "@/lib/audit";
import { openWorld } from "@/test/world/access-world";
import { connectProvider } from "./connect-provider";
import { rotateSecret } from "./rotate-secret";

test("what is no key or secret of this provider is refused in its own words, before it is tried", async () => {
  const { businessId, connection } = await openWorld();

  const wanted = {
    businessId,
    name: "Shop",
    baseUrl: null,
    webhookSecret: null,
    externalBusinessId: null,
    actor: system,
  };
  await expect(
    connectProvider({ ...wanted, provider: "stripe", apiKey: "pk_test_publishable" }),
  ).rejects.toMatchObject({ fields: { apiKey: expect.stringContaining("publishable") } });
  await expect(
    inTransaction((tx) => rotateSecret(tx, businessId, connection.id, "whsec_short", system)),
  ).rejects.toMatchObject({ fields: { webhookSecret: expect.stringContaining("Dodo Payments") } });
});
