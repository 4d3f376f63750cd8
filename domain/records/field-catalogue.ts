import type { Operator, ValueType } from '../expressions/ast.ts';
import { builtInRecords } from './built-in-fields.ts';
import type { CustomField, CustomFieldEntity } from './custom-field-rules.ts';
import { dataFieldsOf, eventFields, runFields, tenantFields } from './event-fields.ts';
import type { RecordType } from './record-types.ts';

/** One field of a record: what conditions, lists, imports, templates and automations know of it. */
export interface Field {
  /** camelCase name in the API and in events; custom fields `custom.<key>`. */
  readonly key: string;
  readonly type: ValueType;
  /** Message key; custom fields have `label` instead, as the tenant named them. */
  readonly labelKey: string;
  readonly label?: string;
  /** Has a value in every record. */
  readonly always: boolean;
  /** `record.update` may set it. Owner and tags have steps of their own. */
  readonly writable: boolean;
  /** Values of a select or multiselect. */
  readonly options?: readonly { readonly value: string; readonly label?: string }[];
  /** Of a reference: what it points to. */
  readonly recordType?: RecordType;
}

/** A way from a record to another one, e.g. `owner`. `always`: there is one for every record. */
export interface Relation {
  readonly key: string;
  readonly to: CatalogueType;
  readonly always: boolean;
  readonly labelKey: string;
}

/** Records that belong to a record, e.g. the tasks of a deal; conditions ask whether there are some, or how many. */
export interface RelatedList {
  readonly key: string;
  readonly to: CatalogueType;
  readonly labelKey: string;
}

export const catalogueTypes = ['lead', 'contact', 'company', 'deal', 'task', 'activity', 'note', 'channel', 'user', 'team'] as const;
export type CatalogueType = (typeof catalogueTypes)[number];

export interface RecordFields {
  readonly fields: readonly Field[];
  readonly relations: readonly Relation[];
  readonly lists: readonly RelatedList[];
}

/** All fields of a tenant: the built-in ones and those it defined. The one list for conditions, lists, imports and templates. */
export type Catalogue = Readonly<Record<CatalogueType, RecordFields>>;

/** The catalogue of a tenant. */
export function catalogueOf(custom: Readonly<Partial<Record<CustomFieldEntity, readonly CustomField[]>>> = {}): Catalogue {
  const extended = { ...builtInRecords };
  for (const [entity, fields] of Object.entries(custom) as [CustomFieldEntity, readonly CustomField[]][]) {
    const own = extended[entity];
    extended[entity] = { ...own, fields: [...own.fields, ...fields.map(customFieldOf)] };
  }
  return extended;
}

function customFieldOf(field: CustomField): Field {
  return {
    key: `custom.${field.key}`,
    type: field.type,
    labelKey: '',
    label: field.label,
    always: false,
    writable: true,
    ...(field.options.length === 0 ? {} : { options: field.options }),
  };
}

/** What a path means where it stands. */
export interface ResolvedPath {
  readonly type: ValueType;
  /** Has a value in every run; else it may be unset. */
  readonly always: boolean;
  readonly writable: boolean;
  readonly options?: readonly string[];
  readonly recordType?: RecordType;
}

/** What is in scope besides the record: the event that started the run (or is awaited), by its possible types. */
export interface Scope {
  readonly subject: CatalogueType;
  readonly events: readonly string[];
  /** Kinds of related records that a surrounding "related records that …" has put in scope, under their own names. */
  readonly inside?: readonly CatalogueType[];
  /** What `found` stands for where records are looked for. */
  readonly found?: CatalogueType;
  /** The type of a variable of the run; null when no step sets it. */
  readonly variable?: (name: string) => ValueType | null;
}

const maxHops = 4;

/** Resolves `lead.owner.email`, `lead.custom.budget`, `event.data.outcome`, `run.startedAt`; null when there is no such field. */
export function resolvePath(catalogue: Catalogue, scope: Scope, path: string): ResolvedPath | null {
  const [root = '', ...rest] = path.split('.');
  const inside = scope.inside?.find((one) => one === root);
  if (inside !== undefined) return resolveField(catalogue, inside, rest, true);
  if (root === scope.subject) return resolveField(catalogue, scope.subject, rest, true);
  if (root === 'found' && scope.found !== undefined) return resolveField(catalogue, scope.found, rest, true);
  if (root === 'event') return resolveEvent(catalogue, scope, rest);
  if (root === 'run') return simple(runFields, rest.join('.'));
  if (root === 'tenant') return simple(tenantFields, rest.join('.'));
  if (root === 'vars') return variable(scope, rest.join('.'));
  return null;
}

/** A field of a record of a kind, by the keys of its path; null when there is none. */
export function resolveField(
  catalogue: Catalogue,
  type: CatalogueType,
  keys: readonly string[],
  always: boolean,
  hops = 0,
): ResolvedPath | null {
  const record = catalogue[type];
  const field = record.fields.find((one) => one.key === keys.join('.'));
  if (field !== undefined) return resolved(field, always, hops > 0);
  const relation = record.relations.find((one) => one.key === keys[0]);
  if (relation === undefined || keys.length < 2 || hops >= maxHops) return null;
  return resolveField(catalogue, relation.to, keys.slice(1), always && relation.always, hops + 1);
}

/** Resolves `deal.tasks` or `contact.company.deals`; null when there is no such list. */
export function resolveList(catalogue: Catalogue, scope: Scope, path: string): RelatedList | null {
  const [root = '', ...keys] = path.split('.');
  let type = root === scope.subject ? scope.subject : scope.inside?.find((one) => one === root);
  for (const [index, key] of keys.entries()) {
    if (type === undefined || index > maxHops) return null;
    const record: RecordFields = catalogue[type];
    if (index === keys.length - 1) return record.lists.find((one) => one.key === key) ?? null;
    type = record.relations.find((one) => one.key === key)?.to;
  }
  return null;
}

function resolved(field: Field, always: boolean, related: boolean): ResolvedPath {
  return {
    type: field.type,
    always: always && field.always,
    writable: field.writable && !related,
    ...(field.options === undefined ? {} : { options: field.options.map((option) => option.value) }),
    ...(field.recordType === undefined ? {} : { recordType: field.recordType }),
  };
}

function variable(scope: Scope, name: string): ResolvedPath | null {
  const type = scope.variable?.(name) ?? null;
  return type === null ? null : { type, always: false, writable: false };
}

function simple(fields: readonly Field[], key: string): ResolvedPath | null {
  const field = fields.find((one) => one.key === key);
  return field === undefined ? null : { ...resolved(field, true, false), writable: false };
}

function resolveEvent(catalogue: Catalogue, scope: Scope, keys: readonly string[]): ResolvedPath | null {
  const [part = '', ...rest] = keys;
  if ((part === 'before' || part === 'after') && rest.length > 0) {
    const types = new Set([scope.subject, ...scope.events.map((event) => event.slice(0, event.indexOf('.')))]);
    for (const type of types) {
      const field = catalogueTypes.some((one) => one === type) ? resolveField(catalogue, type as CatalogueType, rest, false) : null;
      if (field !== null) return { ...field, always: false, writable: false };
    }
    return null;
  }
  if (part === 'data' && rest.length > 0) {
    const key = rest.join('.');
    const types = scope.events.flatMap((event) => dataFieldsOf(event)).filter((field) => field.key === key);
    const [first] = types;
    // Payloads are open: a name that the catalogue does not list is let through without a type.
    if (first === undefined) return { type: 'unknown', always: false, writable: false };
    return { ...resolved(first, scope.events.length === 1, false), writable: false };
  }
  return simple(eventFields, keys.join('.'));
}

const equality: readonly Operator[] = ['is', 'is_not', 'is_any_of', 'is_none_of', 'is_set', 'is_not_set'];
const ordering: readonly Operator[] = ['greater_than', 'greater_or_equal', 'less_than', 'less_or_equal', 'between'];
const textual: readonly Operator[] = [...equality, 'contains', 'does_not_contain', 'starts_with', 'ends_with'];
const temporal: readonly Operator[] = [
  'is',
  'is_not',
  'before',
  'after',
  'greater_or_equal',
  'less_or_equal',
  'between',
  'within_last',
  'within_next',
  'in_period',
  'is_set',
  'is_not_set',
];

/** The operators that a value of the type understands, in the order in which they are offered. */
export const operatorsOf: Readonly<Record<ValueType, readonly Operator[]>> = {
  text: textual,
  email: textual,
  phone: textual,
  url: textual,
  number: [...equality, ...ordering],
  currency: [...equality, ...ordering],
  boolean: ['is', 'is_not', 'is_set', 'is_not_set'],
  date: temporal,
  datetime: temporal,
  select: equality,
  multiselect: ['contains', 'does_not_contain', 'is_any_of', 'is_none_of', 'is_set', 'is_not_set'],
  user: equality,
  reference: ['is', 'is_not', 'is_set', 'is_not_set'],
  tags: ['has_any_tag', 'has_no_tag', 'is_set', 'is_not_set'],
  duration: [...equality, ...ordering],
  unknown: [...new Set([...textual, ...ordering, ...temporal])],
};
