import { expect, test } from "vitest";
import { exampleIn, languages } from "./examples";
import { operations } from "./operations";
import { apiReference } from "./reference";

const base = "https://gate.example.com/api";
const entries = apiReference("https://gate.example.com").flatMap((group) => group.entries);
const find = (id: string) => {
  const entry = entries.find(({ anchor }) => anchor === id);
  if (!entry) throw new Error(id);
  return entry;
};
const sampleOf = (id: string) => find(id).sample;

test("the reference has every call, and an example of it in each language", () => {
  expect(entries.map(({ anchor }) => anchor).sort()).toEqual(operations.map(({ id }) => id).sort());
  for (const { sample } of entries)
    for (const language of languages) {
      const example = exampleIn(language, sample, base);
      expect(example).not.toMatch(/undefined|\{id\}|\{grant_id\}/);
    }
});

test("fields are listed with their path, their type and whether they are required", () => {
  const { body, answer, query } = find("entitlements.create");
  expect(query).toEqual([]);
  expect(body.map(({ name }) => name)).toContain("integration_config.guild_id");
  expect(body.find(({ name }) => name === "name")).toMatchObject({ type: "string", required: true });
  expect(answer.find(({ name }) => name === "created_at")).toMatchObject({ type: "time" });
  expect(find("entitlements.list").answer.map(({ name }) => name)).toContain("items[].id");
});

test("examples read as people write them", () => {
  expect(exampleIn("curl", sampleOf("customers.create"), base)).toBe(
    `curl -X POST ${base}/customers \\\n  -H "Authorization: Bearer $GATEHOUSE_API_KEY" \\\n` +
      `  -H "Content-Type: application/json" \\\n  -d '{\n  "email": "carl@example.com",\n  "name": "Carl"\n}'`,
  );
  expect(exampleIn("TypeScript", sampleOf("entitlements.grants.revoke"), base)).toBe(
    'const answer = await client.entitlements.grants.revoke("entg_0ThYvZmQ6dWj4ZcHp2VsI", { id: "ent_0ThYvZfz2wq1mJcXk4R7B" });',
  );
  expect(exampleIn("Python", sampleOf("webhooks.update"), base)).toBe(
    'answer = client.webhooks.update(\n    "whk_0ThYvZjX4cNo2PwDz6BiE",\n    disabled=True,\n)',
  );
});

test("Go examples use the SDK's method names, and read no answer from a 204", () => {
  const go = (id: string) => exampleIn("Go", sampleOf(id), base);
  expect(go("customers.retrieve")).toBe(
    'answer, err := client.Customers.Get(ctx, "cus_0ThYvZiK9sTe5MfGy8HuA")',
  );
  expect(go("entitlements.grants.list")).toBe(
    'answer, err := client.Entitlements.Grants.List(ctx, "ent_0ThYvZfz2wq1mJcXk4R7B", dodopayments.EntitlementGrantListParams{})',
  );
  expect(go("entitlements.delete")).toBe(
    'err := client.Entitlements.Delete(ctx, "ent_0ThYvZfz2wq1mJcXk4R7B")',
  );
  expect(go("webhooks.headers.update")).toBe(
    'err := client.Patch(ctx, "webhooks/whk_0ThYvZjX4cNo2PwDz6BiE/headers", map[string]any{\n' +
      '\t"headers": map[string]any{\n\t\t"x-source": "gatehouse",\n\t},\n}, nil)',
  );
  expect(go("customers.create")).toMatch(/^var answer map[\s\S]*, &answer\)$/);
  for (const { id, answer } of operations) if (!answer) expect(go(id)).not.toContain("answer");
});
