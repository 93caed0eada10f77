import { z } from "zod";
import { apiErrors } from "./api-error";
import { type Operation, pathParameters } from "./operation";
import { groupOf, groups, operations } from "./operations";

type Json = { [name: string]: unknown };

/** Schemas by name, filled while the operations are written down. */
type Components = Record<string, Json>;

const refusal = z
  .object({
    code: z.enum(Object.keys(apiErrors) as (keyof typeof apiErrors)[]),
    message: z.string().describe("For people; may change"),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .describe("The path of each bad field, and why it is bad"),
    request_id: z.string(),
  })
  .meta({ id: "Error" });

/** The OpenAPI 3.1 document: made from the very schemas with which the routes parse. */
export function openApiDocument(appUrl: string): Json {
  const schemas: Components = {};
  const paths: Record<string, Json> = {};
  for (const said of operations) {
    paths[said.path] ??= {};
    Object.assign(paths[said.path] ?? {}, { [said.method.toLowerCase()]: write(said, schemas) });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Gatehouse API",
      version: "1",
      description:
        "Works with the published Dodo Payments SDKs for what it has: set DODO_PAYMENTS_BASE_URL to the server's " +
        "address. Calls and fields marked as Gatehouse's own are additions.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: `${appUrl}/api` }],
    security: [{ apiKey: [] }],
    tags: groups.map(({ name, about }) => ({ name, description: about })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "Developers → API keys" } },
      schemas,
    },
  };
}

function write(said: Operation, schemas: Components): Json {
  const { id, summary, description, addition, method, body, example } = said;
  return {
    operationId: id,
    tags: [groupOf(said)],
    summary,
    ...(description && { description }),
    ...(addition && { "x-gatehouse-addition": true }),
    parameters: parametersOf(said, schemas),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: toJson(body, "input", schemas),
            ...(example?.body !== undefined && { example: example.body }),
          },
        },
      },
    }),
    responses: { ...success(said, schemas), ...refusals(said, schemas) },
    ...(method === "POST" && { "x-idempotent-by": "Idempotency-Key" }),
  };
}

function success({ answer }: Operation, schemas: Components): Json {
  if (!answer) return { "204": { description: "Done" } };
  const schema = toJson(answer, "output", schemas);
  return { "200": { description: "Done", content: { "application/json": { schema } } } };
}

function refusals({ method, needsWrite, query, body, errors = [] }: Operation, schemas: Components): Json {
  const possible = new Set<number>([401, 429, 500, 503, ...errors]);
  if (method !== "GET") possible.add(422);
  if (method !== "GET" || needsWrite) possible.add(403);
  if (query) possible.add(422);
  if (body) possible.add(400).add(408).add(413).add(415);
  if (method === "POST") possible.add(400).add(408).add(409).add(413);
  const schema = toJson(refusal, "output", schemas);
  const answers = [...possible].sort().map((status) => {
    const codes = Object.entries(apiErrors).filter(([, error]) => error.status === status);
    const description = codes.map(([code, { means }]) => `${code}: ${means}`).join(". ");
    return [String(status), { description, content: { "application/json": { schema } } }];
  });
  return Object.fromEntries(answers);
}

function parametersOf({ path, method, query }: Operation, schemas: Components): Json[] {
  const inPath = pathParameters(path).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const shape = query ? toJson(query, "input", schemas) : {};
  const required = new Set(Array.isArray(shape.required) ? shape.required : []);
  const inQuery = Object.entries((shape.properties ?? {}) as Components).map(([name, schema]) => {
    const { description, ...rest } = schema;
    return {
      name,
      in: "query",
      required: required.has(name),
      ...(description ? { description } : {}),
      schema: rest,
    };
  });
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "Gatehouse's own: for 24 hours the same key is answered the same, and has its effect once",
    schema: { type: "string", maxLength: 255 },
  };
  return [...inPath, ...inQuery, ...(method === "POST" ? [key] : [])];
}

/** A schema in JSON Schema 2020-12; those with a name go to the components. */
function toJson(schema: z.ZodType, io: "input" | "output", schemas: Components): Json {
  const { $schema, $defs, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: forDocument,
  });
  for (const [name, definition] of Object.entries((pointed($defs ?? {}) ?? {}) as Components)) {
    schemas[name] ??= withoutId(definition);
  }
  const name = schema.meta()?.id;
  const own = withoutId(pointed(json) as Json);
  if (typeof name !== "string" || "$ref" in own) return own;
  schemas[name] ??= own;
  return { $ref: `#/components/schemas/${name}` };
}

function withoutId({ id, ...rest }: Json): Json {
  return typeof id === "string" ? rest : id === undefined ? rest : { id, ...rest };
}

/** Answers may grow: a client must not break on a field that it does not know. */
function forDocument({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // The format says it; zod's pattern for it fills half a page.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
}

function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    name === "$ref" && typeof inner === "string"
      ? inner.replace("#/$defs/", "#/components/schemas/")
      : pointed(inner),
  ]);
  return Object.fromEntries(entries);
}
