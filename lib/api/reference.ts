import { apiErrors } from "./api-error";
import { type Sample, sampleId } from "./examples";
import { openApiDocument } from "./openapi";
import { type Operation, pathParameters } from "./operation";
import { groupOf, groups, operations } from "./operations";

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; required?: string[] };
type Described = {
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content?: { "application/json": { schema: Schema } } }>;
};

/** One field of a body, a query or an answer, as the reference lists it. */
export type FieldRow = { name: string; type: string; required: boolean; description: string };

export type ReferenceEntry = {
  anchor: string;
  sample: Sample;
  summary: string;
  description: string;
  ids: { name: string; sample: string }[];
  query: FieldRow[];
  body: FieldRow[];
  answer: FieldRow[];
};

export type ReferenceGroup = { name: string; about: string; entries: ReferenceEntry[] };

/** The contents of the reference page, read from the OpenAPI document so that the two cannot differ. */
export function apiReference(appUrl: string): ReferenceGroup[] {
  const document = openApiDocument(appUrl);
  const paths = document.paths as Record<string, Record<string, Described>>;
  const { schemas } = document.components as { schemas: Record<string, Schema> };
  return groups.map(({ name, about }) => ({
    name,
    about,
    entries: operations
      .filter((operation) => groupOf(operation) === name)
      .map((operation) =>
        entryOf(operation, paths[operation.path]?.[operation.method.toLowerCase()], schemas),
      ),
  }));
}

export const errorTable = Object.entries(apiErrors).map(([code, error]) => ({ code, ...error }));

function entryOf(
  operation: Operation,
  described: Described | undefined,
  schemas: Record<string, Schema>,
): ReferenceEntry {
  const {
    id,
    method,
    path,
    summary,
    description = "",
    addition = false,
    answer: answers,
    example,
  } = operation;
  const body = described?.requestBody?.content["application/json"].schema;
  const answer = described?.responses["200"]?.content?.["application/json"].schema;
  return {
    anchor: id,
    sample: { id, method, path, addition, answers: answers !== null, body: example?.body },
    summary,
    description,
    ids: pathParameters(path).map((name) => ({ name, sample: sampleId(path, name) })),
    query: (described?.parameters ?? [])
      .filter((parameter) => parameter.in === "query")
      .map(({ name, required, description: about = "", schema }) => ({
        name,
        required,
        description: about,
        type: typeOf(schema, schemas),
      })),
    body: body ? fieldsOf(body, schemas) : [],
    answer: answer ? fieldsOf(answer, schemas) : [],
  };
}

/** The fields of an object, each followed by the fields inside it with their path. */
function fieldsOf(schema: Schema, schemas: Record<string, Schema>, before = "", depth = 0): FieldRow[] {
  const object = resolve(schema, schemas);
  const required = new Set(object.required ?? []);
  return Object.entries(object.properties ?? {}).flatMap(([name, field]) => {
    const plain = withoutNull(field, schemas);
    const list = plain.type === "array" ? (plain.items as Schema | undefined) : undefined;
    const inside = list ? withoutNull(list, schemas) : plain;
    const row = {
      name: `${before}${name}`,
      type: typeOf(field, schemas),
      required: required.has(name),
      description: String(field.description ?? plain.description ?? ""),
    };
    const deeper =
      inside.properties && depth < 2
        ? fieldsOf(inside, schemas, `${row.name}${list ? "[]" : ""}.`, depth + 1)
        : [];
    return [row, ...deeper];
  });
}

function resolve(schema: Schema, schemas: Record<string, Schema>): Schema {
  const name = typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
  return name ? resolve(schemas[name] ?? {}, schemas) : schema;
}

/** The schema without an alternative of `null`. */
function withoutNull(schema: Schema, schemas: Record<string, Schema>): Schema {
  const resolved = resolve(schema, schemas);
  const choices = (resolved.anyOf as Schema[] | undefined)?.filter(({ type }) => type !== "null");
  return choices?.length === 1 && choices[0] ? withoutNull(choices[0], schemas) : resolved;
}

function typeOf(schema: Schema, schemas: Record<string, Schema>): string {
  const resolved = resolve(schema, schemas);
  const { enum: values, anyOf, oneOf, type, format } = resolved;
  if (resolved.const !== undefined) return JSON.stringify(resolved.const);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  const choices = (anyOf ?? oneOf) as Schema[] | undefined;
  if (choices) return choices.map((choice) => typeOf(choice, schemas)).join(" | ");
  if (Array.isArray(type)) return type.join(" | ");
  if (type === "array") return `${typeOf((resolved.items ?? {}) as Schema, schemas)}[]`;
  if (format === "date-time") return "time";
  return typeof type === "string" ? type : "any";
}
