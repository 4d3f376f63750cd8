import type { Json, JsonObject } from '../../domain/json.ts';
import { type Catalogue, resolvePath } from '../../domain/records/field-catalogue.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import type { ValueType } from '../../domain/expressions/ast.ts';

const samples: Readonly<Partial<Record<ValueType, Json>>> = {
  number: 42,
  currency: 84_000,
  boolean: true,
  date: '2026-03-12',
  datetime: '2026-03-12T09:00:00.000Z',
  email: 'dana.levi@example.com',
  phone: '+97250123456',
  url: 'https://example.com',
  tags: ['vip'],
};

const named: Readonly<Record<string, Json>> = {
  firstName: 'Dana',
  lastName: 'Levi',
  name: 'Dana Levi',
  companyName: 'Acme Ltd',
  jobTitle: 'Head of Operations',
  city: 'Dubai',
  country: 'United Arab Emirates',
};

/** Readable values for every variable of a text, so that a preview looks like a message and not like a form. */
export function sampleValues(catalogue: Catalogue, variables: readonly string[]): JsonObject {
  const values: Record<string, Json> = {};
  for (const path of variables) {
    const keys = path.split('.');
    const last = keys.at(-1) ?? '';
    const type = typeOf(catalogue, path);
    place(values, keys, named[last] ?? (type === null ? null : samples[type]) ?? last);
  }
  return values;
}

function typeOf(catalogue: Catalogue, path: string): ValueType | null {
  for (const subject of subjectTypes) {
    const resolved = resolvePath(catalogue, { subject, events: [] }, path);
    if (resolved !== null) return resolved.type;
  }
  return null;
}

function place(root: Record<string, Json>, keys: readonly string[], value: Json): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (rest.length === 0) {
    root[key] = value;
    return;
  }
  const below = root[key] ?? null;
  // Only objects are placed on the way to a value, so what is not one yet is replaced by one.
  const object: Record<string, Json> = typeof below === 'object' && !Array.isArray(below) ? { ...(below as JsonObject | null) } : {};
  place(object, rest, value);
  root[key] = object;
}

export interface TemplateVariable {
  readonly path: string;
  readonly label: string;
  readonly type: string;
}

/** Everything a template may read: the fields of every kind of record and of the records one step away. */
export function templateVariables(catalogue: Catalogue): TemplateVariable[] {
  return subjectTypes.flatMap((subject) => {
    const record = catalogue[subject];
    const own = record.fields.map((field) => ({ path: `${subject}.${field.key}`, label: field.label ?? field.labelKey, type: field.type }));
    const related = record.relations.flatMap((relation) =>
      catalogue[relation.to].fields.map((field) => ({
        path: `${subject}.${relation.key}.${field.key}`,
        label: field.label ?? field.labelKey,
        type: field.type,
      })),
    );
    return [...own, ...related];
  });
}
