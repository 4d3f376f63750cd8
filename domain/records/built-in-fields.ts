import type { ValueType } from '../expressions/ast.ts';
import type { CatalogueType, Field, RecordFields, Relation } from './field-catalogue.ts';
import { leadSources, leadStatuses } from './lead-rules.ts';
import { buyingRoles, companyStatuses, lifecycleStages } from './lifecycles.ts';
import type { RecordType } from './record-types.ts';
import { relatedLists } from './related-lists.ts';
import { taskKinds, taskPriorities, taskStatuses } from './task-rules.ts';
import { activityDirections, activityTypes, touchOutcomes } from './touch-rules.ts';

interface Extra {
  readonly always?: boolean;
  /** `false`: read only, or changed by a step of its own. */
  readonly writable?: boolean;
  readonly options?: readonly string[];
  readonly recordType?: RecordType;
}

function maker(record: CatalogueType): (key: string, type: ValueType, extra?: Extra) => Field {
  return (key, type, extra = {}) => ({
    key,
    type,
    labelKey: `fields.${record}.${key}`,
    always: extra.always ?? false,
    writable: extra.writable ?? true,
    ...(extra.options === undefined ? {} : { options: extra.options.map((value) => ({ value })) }),
    ...(extra.recordType === undefined ? {} : { recordType: extra.recordType }),
  });
}

const fixed = { always: true, writable: false } as const;
const readOnly = { writable: false } as const;

/** What every record has: identity, dates, owner and tags. Owner and tags are changed by `record.assign` and the tag steps. */
function common(record: CatalogueType): readonly Field[] {
  const field = maker(record);
  return [
    field('id', 'text', fixed),
    field('createdAt', 'datetime', fixed),
    field('updatedAt', 'datetime', fixed),
    field('ownerUserId', 'user', readOnly),
    field('tags', 'tags', readOnly),
  ];
}

function relation(record: CatalogueType, key: string, to: CatalogueType): Relation {
  return { key, to, always: false, labelKey: `relations.${record}.${key}` };
}

const lead = maker('lead');
const contact = maker('contact');
const company = maker('company');
const deal = maker('deal');
const task = maker('task');
const activity = maker('activity');
const note = maker('note');
const channel = maker('channel');
const user = maker('user');
const team = maker('team');

const person = (field: typeof lead): readonly Field[] => [
  field('firstName', 'text'),
  field('lastName', 'text'),
  field('email', 'email'),
  field('phone', 'phone'),
  field('jobTitle', 'text'),
];

/** Every built-in field. Names are those of the API; a test compares the writable ones with the rules for writing. */
export const builtInRecords: Record<CatalogueType, RecordFields> = {
  lead: {
    fields: [
      ...person(lead),
      lead('companyName', 'text'),
      lead('website', 'url'),
      lead('country', 'text'),
      lead('city', 'text'),
      lead('source', 'select', { always: true, options: leadSources }),
      lead('sourceDetail', 'text'),
      lead('status', 'select', { always: true, options: leadStatuses }),
      lead('statusReason', 'text'),
      lead('score', 'number', { always: true }),
      lead('followUpAt', 'datetime'),
      lead('qualificationNotes', 'text'),
      lead('evidenceCoverage', 'number', { always: true, writable: false }),
      lead('convertedAt', 'datetime', readOnly),
      lead('routingReason', 'text'),
      lead('assignedAt', 'datetime', readOnly),
      lead('firstTouchedAt', 'datetime', readOnly),
      lead('lastTouchedAt', 'datetime', readOnly),
      lead('duplicateOf', 'reference', { writable: false, recordType: 'lead' }),
      lead('duplicateScore', 'number', readOnly),
      ...common('lead'),
    ],
    relations: [relation('lead', 'owner', 'user')],
    lists: relatedLists('lead', 'tasks', 'activities', 'notes'),
  },
  contact: {
    fields: [
      ...person(contact),
      contact('status', 'select', { always: true, options: ['active', 'inactive'] }),
      contact('lifecycleStage', 'select', { always: true, options: lifecycleStages }),
      contact('buyingRole', 'select', { options: buyingRoles }),
      contact('source', 'text', readOnly),
      contact('companyId', 'reference', { writable: false, recordType: 'company' }),
      contact('lastTouchedAt', 'datetime', readOnly),
      ...common('contact'),
    ],
    relations: [relation('contact', 'owner', 'user'), relation('contact', 'company', 'company')],
    lists: relatedLists('contact', 'deals', 'tasks', 'activities', 'notes', 'channels'),
  },
  company: {
    fields: [
      company('name', 'text', { always: true }),
      company('status', 'select', { always: true, options: companyStatuses }),
      company('domain', 'text'),
      company('industry', 'text'),
      company('website', 'url'),
      company('phone', 'phone'),
      company('country', 'text'),
      company('city', 'text'),
      company('address', 'text'),
      company('parentCompanyId', 'reference', { writable: false, recordType: 'company' }),
      company('employeeCount', 'number'),
      company('annualRevenueMinor', 'currency'),
      company('currency', 'text'),
      ...common('company'),
    ],
    relations: [relation('company', 'owner', 'user')],
    lists: relatedLists('company', 'contacts', 'deals', 'tasks', 'activities', 'notes'),
  },
  deal: {
    fields: [
      deal('name', 'text', { always: true }),
      deal('status', 'select', { always: true, writable: false, options: ['open', 'won', 'lost', 'abandoned'] }),
      deal('pipelineId', 'text', fixed),
      deal('stageId', 'text', fixed),
      deal('type', 'text', readOnly),
      deal('locked', 'boolean', fixed),
      deal('amountMinor', 'currency', { always: true }),
      deal('currency', 'text', { always: true }),
      deal('probability', 'number'),
      deal('discountPercent', 'number'),
      deal('flagged', 'boolean', { always: true }),
      deal('pain', 'text'),
      deal('requirements', 'text'),
      deal('buyingProcess', 'text'),
      deal('successCriteria', 'text'),
      deal('source', 'text'),
      deal('expectedCloseOn', 'date'),
      deal('stageEnteredAt', 'datetime', fixed),
      deal('closedAt', 'datetime', readOnly),
      deal('lostReason', 'text', readOnly),
      deal('companyId', 'reference', { writable: false, recordType: 'company' }),
      deal('contactId', 'reference', { writable: false, recordType: 'contact' }),
      ...common('deal'),
    ],
    relations: [relation('deal', 'owner', 'user'), relation('deal', 'contact', 'contact'), relation('deal', 'company', 'company')],
    lists: relatedLists('deal', 'tasks', 'activities', 'notes', 'contacts', 'decisionMakers', 'influencers', 'companies'),
  },
  task: {
    fields: [
      task('title', 'text', { always: true }),
      task('description', 'text'),
      task('kind', 'select', { always: true, options: taskKinds }),
      task('status', 'select', { always: true, options: taskStatuses }),
      task('priority', 'select', { always: true, options: taskPriorities }),
      task('dueAt', 'datetime'),
      task('outcome', 'text'),
      task('completedAt', 'datetime', readOnly),
      ...common('task'),
    ],
    relations: [relation('task', 'owner', 'user')],
    lists: [],
  },
  activity: {
    fields: [
      activity('type', 'select', { always: true, options: activityTypes }),
      activity('direction', 'select', { options: activityDirections }),
      activity('title', 'text', { always: true }),
      activity('body', 'text'),
      activity('outcome', 'select', { options: touchOutcomes }),
      activity('nextStep', 'text'),
      activity('nextStepDueAt', 'datetime'),
      activity('occurredAt', 'datetime', fixed),
      activity('id', 'text', fixed),
      activity('ownerUserId', 'user', readOnly),
      activity('createdAt', 'datetime', fixed),
    ],
    relations: [relation('activity', 'owner', 'user')],
    lists: [],
  },
  note: {
    fields: [
      note('id', 'text', fixed),
      note('body', 'text', fixed),
      note('authorUserId', 'user', readOnly),
      note('pinnedAt', 'datetime', readOnly),
      note('createdAt', 'datetime', fixed),
    ],
    relations: [],
    lists: [],
  },
  channel: {
    fields: [
      channel('id', 'text', fixed),
      channel('kind', 'select', { ...fixed, options: ['email', 'phone', 'whatsapp', 'linkedin', 'website', 'other'] }),
      channel('value', 'text', fixed),
      channel('label', 'text', readOnly),
      channel('isPrimary', 'boolean', fixed),
      channel('verifiedAt', 'datetime', readOnly),
      channel('createdAt', 'datetime', fixed),
    ],
    relations: [],
    lists: [],
  },
  user: {
    fields: [user('id', 'text', fixed), user('name', 'text', fixed), user('email', 'email', fixed), user('timezone', 'text', readOnly)],
    relations: [relation('user', 'team', 'team'), relation('user', 'manager', 'user')],
    lists: [],
  },
  team: {
    fields: [team('id', 'text', fixed), team('name', 'text', fixed), team('managerUserId', 'user', readOnly)],
    relations: [],
    lists: [],
  },
};
