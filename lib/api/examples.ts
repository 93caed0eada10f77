/** The data behind the examples of one call. Plain data, because the browser builds examples too. */
export type Sample = {
  id: string;
  method: string;
  path: string;
  /** The published SDKs have no method for it. */
  addition: boolean;
  /** False where the answer is 204. */
  answers: boolean;
  body: unknown;
};

export const languages = ["curl", "TypeScript", "Python", "Go"] as const;
export type Language = (typeof languages)[number];

const sampleIds: Record<string, string> = {
  entitlements: "ent_0ThYvZfz2wq1mJcXk4R7B",
  products: "pdt_0ThYvZh1pVb7LnRt3QxWd",
  customers: "cus_0ThYvZiK9sTe5MfGy8HuA",
  webhooks: "whk_0ThYvZjX4cNo2PwDz6BiE",
  subscriptions: "sub_0ThYvZkR7aUh1SvJm5LqC",
  payments: "pay_0ThYvZlE3gYk8XbFn9TrO",
};
const sampleGrant = "entg_0ThYvZmQ6dWj4ZcHp2VsI";

/** The value that stands for `{id}` or `{grant_id}` in examples. */
export function sampleId(path: string, name: string): string {
  return name === "grant_id" ? sampleGrant : (sampleIds[path.split("/")[1] ?? ""] ?? "");
}

function filled(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => sampleId(path, name));
}

export function exampleIn(language: Language, sample: Sample, baseUrl: string): string {
  if (language === "curl") return curl(sample, baseUrl);
  if (language === "TypeScript") return typescript(sample);
  return language === "Python" ? python(sample) : go(sample);
}

/** The setup that every program starts with. */
export function clientIn(language: Language, baseUrl: string): string {
  if (language === "curl") return `export GATEHOUSE_API_KEY=gh_…\ncurl ${baseUrl}/entitlements \\\n${bearer}`;
  if (language === "TypeScript")
    return `import DodoPayments from "dodopayments";

const client = new DodoPayments({
  baseURL: "${baseUrl}", // or DODO_PAYMENTS_BASE_URL; give no \`environment\`
  bearerToken: process.env.GATEHOUSE_API_KEY,
});`;
  if (language === "Python")
    return `import os
from dodopayments import DodoPayments

client = DodoPayments(
    base_url="${baseUrl}",  # or DODO_PAYMENTS_BASE_URL
    bearer_token=os.environ["GATEHOUSE_API_KEY"],
)`;
  return `client := dodopayments.NewClient(
	option.WithBaseURL("${baseUrl}"), // or DODO_PAYMENTS_BASE_URL
	option.WithBearerToken(os.Getenv("GATEHOUSE_API_KEY")),
)`;
}

const bearer = `  -H "Authorization: Bearer $GATEHOUSE_API_KEY"`;

function curl({ method, path, body }: Sample, baseUrl: string): string {
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${baseUrl}${filled(path)}`, bearer];
  if (body !== undefined) {
    lines.push(`  -H "Content-Type: application/json"`);
    lines.push(`  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(" \\\n");
}

/** The ids of the path as arguments: the SDKs take the innermost by position and the outer one by name. */
function idArguments(path: string): { first: string | null; outer: string | null } {
  if (!path.includes("{id}")) return { first: null, outer: null };
  const outer = sampleId(path, "id");
  return path.includes("{grant_id}") ? { first: sampleGrant, outer } : { first: outer, outer: null };
}

function typescript({ id, method, path, addition, body }: Sample): string {
  const given = body === undefined ? null : literal(body);
  if (addition) {
    const options = given === null ? "" : `, {\n  body: ${given.replaceAll("\n", "\n  ")},\n}`;
    return `const answer = await client.${method.toLowerCase()}("${filled(path)}"${options});`;
  }
  const { first, outer } = idArguments(path);
  const parts = [first && `"${first}"`, outer && `{ id: "${outer}" }`, given].filter(Boolean);
  return `const answer = await client.${id}(${parts.join(", ")});`;
}

/** JSON as a TypeScript literal, without quotes around names. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^(\s*)"([A-Za-z_]\w*)":/gm, "$1$2:");
}

function python({ id, method, path, addition, body }: Sample): string {
  if (addition) {
    const given = body === undefined ? "" : `\n    body=${pythonLiteral(body, "    ")},`;
    return `answer = client.${method.toLowerCase()}(\n    "${filled(path)}",${given}\n    cast_to=object,\n)`;
  }
  const { first, outer } = idArguments(path);
  const named = Object.entries(typeof body === "object" && body !== null ? body : {});
  const parts = [
    ...(first ? [`"${first}"`] : []),
    ...(outer ? [`id="${outer}"`] : []),
    ...named.map(([name, value]) => `${name}=${pythonLiteral(value, "    ")}`),
  ];
  const call = `client.${id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
  if (named.length === 0) return `answer = ${call}(${parts.join(", ")})`;
  return `answer = ${call}(\n${parts.map((part) => `    ${part},`).join("\n")}\n)`;
}

function pythonLiteral(value: unknown, indent: string): string {
  const inner = `${indent}    `;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const lines = Array.isArray(value)
    ? value.map((item) => pythonLiteral(item, inner))
    : Object.entries(value).map(([name, item]) => `"${name}": ${pythonLiteral(item, inner)}`);
  return `${open}${lines.map((line) => `\n${inner}${line},`).join("")}\n${indent}${close}`;
}

function go(sample: Sample): string {
  return goTyped(sample) ?? goUntyped(sample);
}

/** What the Go SDK calls the verbs that take no body. */
const goVerbs: Record<string, string> = {
  retrieve: "Get",
  list: "List",
  delete: "Delete",
  archive: "Archive",
  unarchive: "Unarchive",
  revoke: "Revoke",
  retrieveSecret: "GetSecret",
};

/** Like `client.Entitlements.Grants.List(ctx, "ent_…", dodopayments.EntitlementGrantListParams{})`. */
function goTyped({ id, path, addition, answers }: Sample): string | null {
  const resources = id.split(".").map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  const verb = goVerbs[id.split(".").at(-1) ?? ""];
  if (!verb || addition) return null;
  resources.pop();
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => `"${sampleId(path, name)}"`);
  const owner = resources.map((name) => name.replace(/s$/, "")).join("");
  const params = verb === "List" ? [`dodopayments.${owner}ListParams{}`] : [];
  const call = `client.${resources.join(".")}.${verb}(${["ctx", ...ids, ...params].join(", ")})`;
  return `${answers ? "answer, err" : "err"} := ${call}`;
}

/** The SDK fails when told to read an answer out of a 204. */
function goUntyped({ method, path, body, answers }: Sample): string {
  const verb = method.charAt(0) + method.slice(1).toLowerCase();
  const given = body === undefined ? "nil" : goLiteral(body, "");
  const answer = answers ? "var answer map[string]any\n" : "";
  return `${answer}err := client.${verb}(ctx, "${filled(path).slice(1)}", ${given}, ${answers ? "&answer" : "nil"})`;
}

function goLiteral(value: unknown, indent: string): string {
  const inner = `${indent}\t`;
  if (Array.isArray(value))
    return `[]any{${value.map((item) => `\n${inner}${goLiteral(item, inner)},`).join("")}\n${indent}}`;
  if (typeof value !== "object" || value === null) return value === null ? "nil" : JSON.stringify(value);
  const lines = Object.entries(value).map(
    ([name, item]) => `\n${inner}"${name}": ${goLiteral(item, inner)},`,
  );
  return `map[string]any{${lines.join("")}\n${indent}}`;
}
