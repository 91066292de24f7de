import { z } from 'zod';

/** Where in an input a value is: the keys and indices that lead to it. */
export type Place = readonly (string | number)[];

/** Texts of the shapes that inputs take; the first that fits stands for all. */
const TEXTS = [
  'somebody',
  'some walkers along the quiet river',
  'a'.repeat(26),
  '0'.repeat(64),
  '1',
  '1.1',
  '00000000-0000-4000-8000-000000000000',
];

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * Inputs that a schema accepts, one for each alternative it offers: what is wrong with an input that was made from one
 * is then only what was changed. Throws where it finds none, so that no schema is passed over.
 */
export function acceptedInputs(schema: z.ZodType): unknown[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const accepted = samples(root).filter((sample) => schema.safeParse(sample).success);
  if (accepted.length === 0) throw new Error(`nothing found that ${JSON.stringify(root)} accepts`);
  return accepted;
}

function samples(schema: JsonSchema): unknown[] {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.flatMap((one) => samples(one as JsonSchema));
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return [schema.enum[0]];
  switch (schema.type) {
    case 'object':
      return objects(Object.entries(schema.properties ?? {}));
    case 'array':
      return samples(schema.items as JsonSchema).map((item) => [item]);
    case 'string':
      return TEXTS.filter((text) => fits(text, schema)).slice(0, 1);
    case 'boolean':
      return [true];
    case 'null':
      return [null];
    default:
      return [1, 60, 1_800_000_000_000];
  }
}

function fits(text: string, { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: JsonSchema) {
  if (text.length < minLength || text.length > maxLength) return false;
  return pattern === undefined || new RegExp(pattern, 'u').test(text);
}

/** Each property's first sample, then each other one in turn. */
function objects(properties: [string, unknown][]): unknown[] {
  const choices = properties.map(([key, schema]) => [key, samples(schema as JsonSchema)] as const);
  const longest = Math.max(1, ...choices.map(([, values]) => values.length));
  const together = Array.from({ length: longest }, (_, index) =>
    Object.fromEntries(choices.map(([key, values]) => [key, values[index % values.length]])),
  );
  const first = together[0] as Record<string, unknown>;
  return [
    ...together,
    ...choices.flatMap(([key, values]) => values.map((value) => ({ ...first, [key]: value }))),
  ];
}

/** Every place of a value, itself first. */
export function places(value: unknown, at: Place = []): Place[] {
  if (value === null || typeof value !== 'object') return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => places(part, [...at, key]))];
}

/** The value at a place. */
export function valueAt(value: unknown, place: Place): unknown {
  return place.reduce((part, key) => (part as Record<string | number, unknown>)[key], value);
}

/** A copy with another value at a place. */
export function withValueAt(value: unknown, place: Place, other: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return other;
  const copy = Array.isArray(value) ? [...value] : { ...(value as Record<string | number, unknown>) };
  (copy as Record<string | number, unknown>)[key] = withValueAt(
    (value as Record<string | number, unknown>)[key],
    rest,
    other,
  );
  return copy;
}

/** A copy of an object with a key more, as JSON brings it: `__proto__` is then a key like any other. */
export function withKey(value: object, key: string, extra: unknown): unknown {
  const text = JSON.stringify(value);
  const comma = text === '{}' ? '' : ',';
  return JSON.parse(`${text.slice(0, -1)}${comma}${JSON.stringify(key)}:${JSON.stringify(extra)}}`);
}
