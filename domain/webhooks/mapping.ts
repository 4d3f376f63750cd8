import type { Problem } from '../errors/errors.ts';
import type { Json, JsonObject } from '../json.ts';

/** Where the values of a request go. */
export interface InboundMapping {
  /** `lead`: a lead is made or found by its e-mail; `none`: the event is about the workspace only. */
  readonly target: 'lead' | 'none';
  readonly fields: readonly { readonly path: string; readonly field: string }[];
  /** Values that become `event.data.<name>`. */
  readonly data: readonly { readonly path: string; readonly name: string }[];
}

export interface Mapped {
  readonly lead: Readonly<Record<string, string>>;
  readonly custom: JsonObject;
  readonly data: JsonObject;
  readonly problems: readonly Problem[];
}

const step = /\.?([^.[\]]+)|\[(\d{1,6})\]|\["([^"]+)"\]/y;

/** `$.order.items[0].sku` as its steps; null when it is no path. */
export function parsePath(path: string): readonly string[] | null {
  const text = path.startsWith('$') ? path.slice(1) : path;
  const steps: string[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (found === null) return null;
    steps.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return steps.length > 20 ? null : steps;
}

/** The value at a path; undefined when there is none. Only what the document itself holds is found. */
export function readPath(body: Json, path: string): Json | undefined {
  const steps = parsePath(path);
  if (steps === null) return undefined;
  let value: Json | undefined = body;
  for (const name of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Array.isArray(value) ? (value as readonly Json[])[Number(name)] : (value as JsonObject)[name];
  }
  return value;
}

/** Applies a mapping to a request's body. What is not there is left out; a field cannot take a list or an object. */
export function applyMapping(mapping: InboundMapping, body: Json): Mapped {
  const lead: Record<string, string> = {};
  const custom: Record<string, Json> = {};
  const data: Record<string, Json> = {};
  const problems: Problem[] = [];
  for (const [index, { path, field }] of mapping.fields.entries()) {
    const value = readPath(body, path);
    if (value === undefined || value === null || value === '') continue;
    if (field.startsWith('custom.')) custom[field.slice('custom.'.length)] = value;
    else if (typeof value === 'object')
      problems.push({
        pointer: `/mapping/fields/${index}/path`,
        code: 'not_a_value',
        detail: `"${path}" is a list or an object, not a value.`,
      });
    else lead[field] = String(value);
  }
  for (const { path, name } of mapping.data) {
    const value = readPath(body, path);
    if (value !== undefined) data[name] = value;
  }
  return { lead, custom, data, problems };
}
