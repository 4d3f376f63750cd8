import type { TFunction } from 'i18next';
import { dataFieldsOf, eventFields, runFields } from '../../../../../domain/records/event-fields.ts';
import { type Catalogue, type CatalogueType, catalogueTypes, type Field } from '../../../../../domain/records/field-catalogue.ts';
import type { NodeType } from '../../../../../domain/automation/nodes/node-types.ts';
import type { OutputSpec } from '../../../../../domain/automation/nodes/spec.ts';
import { type SubjectType, subjectTypes } from '../../../../../domain/records/record-types.ts';
import type { VariableInfo } from './step-catalogue.ts';
import { type FieldBook, fieldBook, type FieldInfo, wordsOf } from './fields.ts';

/** Every path that conditions, values and texts of an automation can read, in the reader's words. */
export function fieldsInScope(
  catalogue: Catalogue,
  subject: SubjectType,
  events: readonly string[],
  results: readonly StepResults[],
  t: TFunction,
  variables: readonly VariableInfo[] = [],
): FieldBook {
  const own = recordFields(catalogue, subject, subject, t(`subjects.${subject}`), '', true, t);
  const related = catalogue[subject].relations.flatMap((relation) => {
    const heading = t(relation.labelKey, { defaultValue: wordsOf(relation.key) });
    return recordFields(catalogue, relation.to, `${subject}.${relation.key}`, heading, heading, false, t);
  });
  const data = new Map(events.flatMap((event) => dataFieldsOf(event)).map((field) => [field.key, field]));
  const event = [...data.values()].map((field) =>
    info(field, `event.data.${field.key}`, t('fieldGroups.event'), t('fieldGroups.event'), false, t),
  );
  const run = runFields.map((field) => info(field, `run.${field.key}`, t('fieldGroups.run'), t('fieldGroups.run'), false, t));
  const group = t('fieldGroups.variables');
  const set = variables.map(({ name, type }) => ({ path: `vars.${name}`, label: name, type, group, writable: false, maybe: true }));
  const given = results.flatMap((step) => resultFields(catalogue, step, t));
  const searched = subjectTypes.flatMap((type) => foundFields(catalogue, type, t).all);
  return withLists(fieldBook([...own, ...related, ...event, ...run, ...set, ...given], searched), catalogue, subject, t);
}

/** The same for lists, where there is neither event nor run. */
export function fieldsOfList(catalogue: Catalogue, subject: CatalogueType, t: TFunction): FieldBook {
  const own = recordFields(catalogue, subject, subject, t(`subjects.${subject}`, { defaultValue: wordsOf(subject) }), '', true, t);
  const related = catalogue[subject].relations.flatMap((relation) => {
    const heading = t(relation.labelKey, { defaultValue: wordsOf(relation.key) });
    return recordFields(catalogue, relation.to, `${subject}.${relation.key}`, heading, heading, false, t);
  });
  return withLists(fieldBook([...own, ...related]), catalogue, subject, t);
}

/** What filters of events alone can read: the event itself, and what the given kinds of events say. */
export function fieldsOfEvents(events: readonly string[], t: TFunction): FieldBook {
  const group = t('fieldGroups.event');
  const own = eventFields
    .filter((field) => field.type !== 'unknown')
    .map((field) => ({ ...info(field, `event.${field.key}`, group, '', false, t), label: t(`eventFields.${field.key}`) }));
  const data = new Map(events.flatMap((event) => dataFieldsOf(event)).map((field) => [field.key, field]));
  return fieldBook([...own, ...[...data.values()].map((field) => info(field, `event.data.${field.key}`, group, group, false, t))]);
}

/** Adds what can be asked about related records; inside, their fields stand beside those outside. */
function withLists(book: FieldBook, catalogue: Catalogue, type: CatalogueType, t: TFunction): FieldBook {
  const { lists, relations } = catalogue[type];
  const further = relations.flatMap((relation) => catalogue[relation.to].lists.map((list) => ({ ...list, by: relation.key })));
  const paths = [...lists.map((list) => `${type}.${list.key}`), ...further.map((list) => `${type}.${list.by}.${list.key}`)];
  const kinds = new Set<string>([...lists, ...further].map((list) => list.to));
  const inside = new Map<string, FieldBook>();
  const related = (kind: string): FieldBook | undefined => {
    const to = catalogueTypes.find((one) => one === kind && kinds.has(one));
    if (to === undefined) return undefined;
    const known = inside.get(kind);
    if (known !== undefined) return known;
    const own = recordFields(catalogue, to, to, t(`subjects.${to}`, { defaultValue: wordsOf(to) }), '', false, t);
    const made = withLists(fieldBook([...own, ...book.all.filter((field) => !field.path.startsWith(`${to}.`))]), catalogue, to, t);
    inside.set(kind, made);
    return made;
  };
  // A sentence names fields of related records, too; each kind is looked into once, so circles of kinds end.
  const find = (path: string) => {
    const root = path.slice(0, path.indexOf('.'));
    return book.find(path) ?? related(root)?.all.find((field) => field.path === path);
  };
  return { ...book, find, lists: paths, related };
}

/** What a step gives to later ones. */
export interface StepResults {
  readonly id: string;
  readonly type: NodeType;
  readonly number: number;
  readonly outputs: readonly OutputSpec[];
}

/** The fields of records that are looked for, under `found`. */
export function foundFields(catalogue: Catalogue, type: SubjectType, t: TFunction): FieldBook {
  return fieldBook(recordFields(catalogue, type, 'found', t(`subjects.${type}`), '', false, t));
}

/** Results stand under `steps.<id>`, as texts name them; those of found records with the fields of their kind. */
function resultFields(catalogue: Catalogue, step: StepResults, t: TFunction): readonly FieldInfo[] {
  const group = t('fieldGroups.result', { number: step.number, verb: t(`verbs.${step.type}`, { defaultValue: '' }) });
  const prefix = `steps.${step.id}`;
  const maybe = true;
  return step.outputs.flatMap((output): readonly FieldInfo[] => {
    const label = t(`outputs.${output.name}`, { defaultValue: wordsOf(output.name) });
    const one: FieldInfo = { path: `${prefix}.${output.name}`, label, type: output.type, group, writable: false, maybe };
    const kind = subjectTypes.find((type) => type === output.recordType);
    if (output.fields !== true || kind === undefined) return [one];
    return [one, ...recordFields(catalogue, kind, one.path, group, label, false, t)];
  });
}

function recordFields(
  catalogue: Catalogue,
  type: CatalogueType,
  prefix: string,
  group: string,
  owner: string,
  writable: boolean,
  t: TFunction,
): FieldInfo[] {
  return catalogue[type].fields
    .filter((field) => field.key !== 'id')
    .map((field) => info(field, `${prefix}.${field.key}`, group, owner, writable, t));
}

function info(field: Field, path: string, group: string, owner: string, writable: boolean, t: TFunction): FieldInfo {
  const own = field.label ?? t(field.labelKey, { defaultValue: wordsOf(field.key.split('.').at(-1) ?? field.key) });
  return {
    path,
    label: owner === '' ? own : t('fieldGroups.of', { field: own, owner }),
    type: field.type,
    group,
    ...(field.options !== undefined && {
      options: field.options.map((option) => ({
        value: option.value,
        label: option.label ?? t(`options.${option.value}`, { defaultValue: wordsOf(option.value) }),
      })),
    }),
    writable: writable && field.writable,
    maybe: !field.always || owner !== '',
  };
}
