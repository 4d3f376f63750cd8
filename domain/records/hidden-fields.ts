import type { CustomFieldEntity } from './custom-field-rules.ts';
import { customFieldEntities } from './custom-field-rules.ts';

/** Fields of a tenant's own that somebody does not see, each as `lead.budget`. */
export type HiddenFields = ReadonlySet<string>;

const entities: ReadonlySet<string> = new Set(customFieldEntities);
/** Members that say of what kind of record an object speaks. */
const kinds = ['entity', 'recordType', 'subjectType', 'type'] as const;
/** Members that name a field whose values stand beside. */
const names = ['field', 'path', 'key', 'variable', 'name', 'source', 'pointer', 'left', 'right'] as const;

/** Members whose value is about the same kind of record; any other may be about another one. */
const sameKind: ReadonlySet<string> = new Set(['items', 'before', 'after', 'changes', 'current', 'record', 'custom', 'cards', 'columns']);

/**
 * What is answered to somebody, without the values of fields that are hidden from them: in `custom` of records, in changes of timelines
 * and audit, in values that automations looked at. Conditions that only name a field stay as they are. `about` is the kind of record the
 * answer is about, if it is of one; where nothing says so, a field hidden on any kind of record is left out.
 */
export function withoutHidden(answer: unknown, hidden: HiddenFields, about: CustomFieldEntity | null): unknown {
  return hidden.size === 0 ? answer : cleaned(answer, hidden, about);
}

function cleaned(value: unknown, hidden: HiddenFields, about: CustomFieldEntity | null): unknown {
  if (Array.isArray(value)) {
    const kept: readonly unknown[] = value.filter((one) => !(isObject(one) && speaksOf(one, hidden, kindOf(one) ?? about)));
    return kept.map((one) => (typeof one === 'string' && isHidden(one, hidden, about) ? '' : cleaned(one, hidden, about)));
  }
  if (!isObject(value)) return value;
  const kind = kindOf(value) ?? about;
  if (speaksOf(value, hidden, kind)) return nameOnly(value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      if (isHidden(name, hidden, kind)) return [];
      if (name === 'custom' && isObject(inner)) return [[name, customOf(inner, hidden, kind)]];
      return [[name, cleaned(inner, hidden, entityOf(name) ?? (sameKind.has(name) ? kind : null))]];
    }),
  );
}

function customOf(custom: Readonly<Record<string, unknown>>, hidden: HiddenFields, about: CustomFieldEntity | null): unknown {
  return Object.fromEntries(Object.entries(custom).filter(([key]) => !isHiddenKey(key, hidden, about)));
}

/** Whether an object gives the values of a hidden field. An expression names a field and gives none. */
function speaksOf(value: Readonly<Record<string, unknown>>, hidden: HiddenFields, about: CustomFieldEntity | null): boolean {
  if (value['kind'] === 'field') return false;
  return names.some((name) => typeof value[name] === 'string' && isHidden(value[name], hidden, about));
}

function nameOnly(value: Readonly<Record<string, unknown>>): unknown {
  const said: readonly string[] = names;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, said.includes(name) ? inner : null]));
}

/** `lead.custom.budget`, `custom.budget`, `found.custom.budget`, `/custom/budget`. */
function isHidden(name: string, hidden: HiddenFields, about: CustomFieldEntity | null): boolean {
  const found = /(?:^|([a-zA-Z0-9_]+)[./]|\/)custom[./]([a-z][a-z0-9_]*)/.exec(name);
  return found?.[2] !== undefined && isHiddenKey(found[2], hidden, entityOf(found[1] ?? '') ?? about);
}

function isHiddenKey(key: string, hidden: HiddenFields, about: CustomFieldEntity | null): boolean {
  return about === null ? customFieldEntities.some((entity) => hidden.has(`${entity}.${key}`)) : hidden.has(`${about}.${key}`);
}

function kindOf(value: Readonly<Record<string, unknown>>): CustomFieldEntity | null {
  for (const name of kinds) {
    const kind = typeof value[name] === 'string' ? entityOf(value[name]) : null;
    if (kind !== null) return kind;
  }
  for (const name of ['subject', 'record']) {
    const record = value[name];
    const kind = isObject(record) && typeof record['type'] === 'string' ? entityOf(record['type']) : null;
    if (kind !== null) return kind;
  }
  return null;
}

function entityOf(name: string): CustomFieldEntity | null {
  return entities.has(name) ? (name as CustomFieldEntity) : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
