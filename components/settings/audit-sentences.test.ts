import { expect, test } from "vitest";
import { auditActions } from "@/lib/audit";
import { auditKinds, idsIn, sentences, tellEntry } from "./audit-sentences";

const names = new Map([
  ["entg_1", { label: "Ana (VIP)", path: "/grants/entg_1" }],
  ["ent_1", { label: "VIP", path: "/entitlements/ent_1" }],
  ["123456789012345678", { label: "The Lounge", path: null }],
]);

function tell(action: string, details: Record<string, unknown> = {}, subjectId: string | null = null) {
  const { pieces, more } = tellEntry({ action, subjectId, details }, names);
  return [pieces.map((piece) => ("text" in piece ? piece.text : `[${piece.name}]`)).join(""), more];
}

test("names stand in place of ids, as links", () => {
  expect(tell("grant.revoked", {}, "entg_1")).toEqual(["revoked the access of [Ana (VIP)]", []]);
  expect(
    tell("product.entitlement_detached", { product: "Pro", entitlementId: "ent_1" }, "pdt_gone"),
  ).toEqual(["detached [VIP] from the product [Pro]", []]);
  const { pieces } = tellEntry({ action: "grant.revoked", subjectId: "entg_1", details: {} }, names);
  expect(pieces).toContainEqual({ name: "Ana (VIP)", path: "/grants/entg_1" });
});

test("what is gone is named as it was then, or called gone", () => {
  expect(tell("webhook.paused", { url: "https://a.test/hook", reason: "failing" }, "whk_gone")).toEqual([
    "paused the webhook endpoint [https://a.test/hook]",
    [["Reason", "failing"]],
  ]);
  expect(tell("grant.retried", {}, "entg_gone")).toEqual([
    "retried the access of [something that is gone]",
    [],
  ]);
});

test("the other details stand in words", () => {
  expect(
    tell(
      "entitlement.updated",
      {
        name: { from: "VIP", to: "VIP+" },
        guildId: { from: "123456789012345678", to: null },
        endAction: { from: "remove_role", to: "keep" },
      },
      "ent_1",
    ),
  ).toEqual([
    "changed the entitlement [VIP]",
    [
      ["Name", "VIP → VIP+"],
      ["Server", "The Lounge → none"],
      ["End action", "remove role → keep"],
    ],
  ]);
  expect(
    tell("api_key.created", { name: "my_key", readOnly: true, expiresAt: "2026-11-25T14:30:00.000Z" }),
  ).toEqual([
    "created the API key [my_key]",
    [
      ["Read only", "yes"],
      ["Expires at", "25 Nov 2026, 14:30 UTC"],
    ],
  ]);
  expect(tell("business.updated", { supportEmail: "new_mail@x.test", logoUrl: null })).toEqual([
    "changed the business settings",
    [["Support email", "new_mail@x.test"]],
  ]);
});

test("an action of an older version is told in plain words", () => {
  expect(tell("grant.frozen_twice")).toEqual(["Grant frozen twice", []]);
});

test("every action has a sentence that reads on after a name, and belongs to one kind", () => {
  for (const action of auditActions) {
    expect(sentences[action]).toMatch(/^[a-z]/);
    const kinds = Object.values(auditKinds).filter(({ nouns }) =>
      (nouns as readonly string[]).includes(action.split(".")[0] ?? ""),
    );
    expect(kinds, action).toHaveLength(1);
  }
});

test("ids are found wherever an entry holds them", () => {
  const details = { entitlementIds: ["ent_1"], guildId: { from: "123456789012345678", to: null }, n: 1 };
  expect(idsIn({ subjectId: "pdt_1", details })).toEqual(["pdt_1", "ent_1", "123456789012345678"]);
});
