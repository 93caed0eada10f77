import { z } from "zod";
import { apiErrors } from "./api-error";
import { type Operation, pathParameters } from "./operation";
import { groupOf, groups, operations } from "./operations";

type Json = { [name: string]: unknown };

/** Schemas by name, collected while the operations are described. */
type Components = Record<string, Json>;

const errorBody = z
  .object({
    code: z.enum(Object.keys(apiErrors) as (keyof typeof apiErrors)[]),
    message: z.string().describe("For people; may change"),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .describe("The path of each invalid field, and why it is invalid"),
    request_id: z.string(),
  })
  .meta({ id: "Error" });

/** The OpenAPI 3.1 document, made from the same schemas that the routes parse with. */
export function openApiDocument(appUrl: string): Json {
  const schemas: Components = {};
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, {
      [operation.method.toLowerCase()]: documentOperation(operation, schemas),
    });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Gatehouse API",
      version: "1",
      description:
        "The published Dodo Payments SDKs work with it: set DODO_PAYMENTS_BASE_URL to the server's address. Calls " +
        "and fields marked as Gatehouse's own are additions.",
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

function documentOperation(operation: Operation, schemas: Components): Json {
  const { id, summary, description, addition, method, body, example } = operation;
  return {
    operationId: id,
    tags: [groupOf(operation)],
    summary,
    ...(description && { description }),
    ...(addition && { "x-gatehouse-addition": true }),
    parameters: parametersOf(operation, schemas),
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
    responses: { ...success(operation, schemas), ...refusals(operation, schemas) },
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
  const schema = toJson(errorBody, "output", schemas);
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
    description:
      "Gatehouse's own: for 24 hours, calls with the same key take effect once and get the same answer",
    schema: { type: "string", maxLength: 255 },
  };
  return [...inPath, ...inQuery, ...(method === "POST" ? [key] : [])];
}

/** A schema in JSON Schema 2020-12; a named one goes to the components. */
function toJson(schema: z.ZodType, io: "input" | "output", schemas: Components): Json {
  const { $schema, $defs, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: forDocument,
  });
  for (const [name, definition] of Object.entries((withComponentRefs($defs ?? {}) ?? {}) as Components)) {
    schemas[name] ??= withoutId(definition);
  }
  const name = schema.meta()?.id;
  const own = withoutId(withComponentRefs(json) as Json);
  if (typeof name !== "string" || "$ref" in own) return own;
  schemas[name] ??= own;
  return { $ref: `#/components/schemas/${name}` };
}

function withoutId({ id, ...rest }: Json): Json {
  return typeof id === "string" ? rest : id === undefined ? rest : { id, ...rest };
}

/** Answers may gain fields, and clients must not break on unknown ones. */
function forDocument({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // The format says enough; zod's pattern for it fills half a page.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
}

function withComponentRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponentRefs);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    name === "$ref" && typeof inner === "string"
      ? inner.replace("#/$defs/", "#/components/schemas/")
      : withComponentRefs(inner),
  ]);
  return Object.fromEntries(entries);
}
