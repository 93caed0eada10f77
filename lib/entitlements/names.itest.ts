import { expect, test } from "vitest";
import { call, openApiWorld, world } from "@/test/world/api-world";

openApiWorld();

async function nameKept(name: string) {
  const { guildId: guild_id, roleId: role_id } = world;
  const body = { name, integration_type: "discord", integration_config: { guild_id, role_id } };
  const made = await call("POST", "/entitlements", { body });
  return made.status === 200 ? made.body.name : made.status;
}

test("17-joiners-in-names: joined emoji and Persian words stay as given", async () => {
  expect(await nameKept("👨‍👩‍👧 می‌خواهم")).toBe("👨‍👩‍👧 می‌خواهم");
});

test.each([
  ["a direction override", "\u202eVIP", "VIP"],
  ["a byte order mark", "\ufeffVIP", "VIP"],
  ["a line break", "VIP\r\nclub", "VIP club"],
  ["combining marks and a flag of tags", "e\u0301 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301 🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
  ["Hebrew with a mark of direction", "שלום\u200f VIP", "שלום\u200f VIP"],
  ["joiners alone", "\u200d\u200c", 422],
])("a name with %s", async (_, name, kept) => {
  expect(await nameKept(name)).toBe(kept);
});
