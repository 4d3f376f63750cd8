import { buyingRoles, companyStatuses, lifecycleStages } from '../records/lifecycles.ts';
import { customFieldEntities } from '../records/custom-field-rules.ts';
import { type ImportTarget, leadTargets } from './targets.ts';
import { activityTargets, noteTargets, taskTargets } from './work-targets.ts';

/** Kinds of work on records that a file can bring: only added, never updated. */
export const workEntities = ['task', 'note', 'activity'] as const;
export type WorkEntity = (typeof workEntities)[number];

/** Everything a file can hold. */
export const importEntities = [...customFieldEntities, ...workEntities] as const;
export type ImportEntity = (typeof importEntities)[number];

export function isWork(entity: ImportEntity): entity is WorkEntity {
  return workEntities.some((one) => one === entity);
}

const named = (field: string): ImportTarget => {
  const found = leadTargets.find((target) => target.field === field);
  if (found === undefined) throw new Error(`leads have no column ${field}`);
  return found;
};

const more = (target: ImportTarget, synonyms: readonly string[], change: Partial<ImportTarget> = {}): ImportTarget => ({
  ...target,
  ...change,
  synonyms: [...target.synonyms, ...synonyms],
});

const externalId = (synonyms: readonly string[]): ImportTarget => ({
  field: 'externalId',
  type: 'text',
  maxLength: 200,
  synonyms: [...synonyms, 'record id', 'external id', 'id', '18 char id'],
});

const owner = (synonyms: readonly string[]): ImportTarget => ({
  ...named('owner'),
  synonyms: [...synonyms, 'owner', 'owner email', 'assigned to', 'record owner'],
});

const same = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, value]));
/** As people write them: "decision maker". */
const spaced = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value.replaceAll('_', ' '), value]));

const contactTargets: readonly ImportTarget[] = [
  named('firstName'),
  named('lastName'),
  named('fullName'),
  more(named('email'), ['e mail address']),
  {
    field: 'otherEmails',
    type: 'email',
    maxLength: 254,
    multiple: true,
    synonyms: [
      'e mail 2 address',
      'e mail 3 address',
      'e mail 2 value',
      'e mail 3 value',
      'secondary email',
      'additional email addresses',
      'other email',
      'email 2',
      'email 3',
      'e mail 4 value',
    ],
  },
  {
    ...named('phone'),
    synonyms: [
      'phone',
      'phone number',
      'business phone',
      'work phone',
      'phone 1 value',
      'telephone',
      'tel',
      'mobile',
      'mobile phone',
      'mobile phone number',
      'mobile number',
      'cell',
      'cell phone',
      'telefon',
      'telefono',
      'primary phone',
      'contact phone',
    ],
  },
  {
    field: 'otherPhones',
    type: 'phone',
    maxLength: 50,
    multiple: true,
    synonyms: [
      'mobile phone',
      'mobile',
      'mobile phone number',
      'mobile number',
      'home phone',
      'home phone 2',
      'business phone 2',
      'other phone',
      'phone 2 value',
      'phone 3 value',
      'primary phone',
      'asst phone',
      'assistant phone',
      'assistant s phone',
      'company main phone',
      'phone 4 value',
      'phone 2',
      'car phone',
    ],
  },
  named('jobTitle'),
  {
    field: 'lifecycleStage',
    type: 'select',
    synonyms: ['lifecycle stage', 'lifecycle', 'contact status', 'contact lifecycle'],
    options: {
      ...same(lifecycleStages),
      subscriber: 'lead',
      'marketing qualified lead': 'lead',
      'sales qualified lead': 'prospect',
      opportunity: 'prospect',
      client: 'customer',
      former: 'inactive',
    },
  },
  {
    field: 'buyingRole',
    type: 'select',
    synonyms: ['buying role', 'role in buying'],
    options: { ...same(buyingRoles), ...spaced(buyingRoles), 'economic buyer': 'decision_maker', 'end user': 'influencer' },
  },
  {
    field: 'company',
    type: 'text',
    maxLength: 200,
    synonyms: [
      'associated company',
      'company name',
      'account name',
      'company',
      'account',
      'organization',
      'organisation',
      'organization name',
      'organization 1 name',
      'firma',
      'employer',
      'associated company primary',
      'primary associated company',
    ],
  },
  owner(['contact owner', 'account owner']),
  named('tags'),
  externalId(['contact id']),
];

const companyTargets: readonly ImportTarget[] = [
  {
    field: 'name',
    type: 'text',
    maxLength: 200,
    synonyms: [
      'company name',
      'account name',
      'name',
      'company',
      'account',
      'organization',
      'organisation',
      'organization name',
      'firma',
      'customer name',
      'customer',
    ],
  },
  { field: 'domain', type: 'domain', maxLength: 253, synonyms: ['company domain name', 'domain', 'domain name', 'email domain'] },
  { field: 'website', type: 'url', maxLength: 2000, synonyms: ['website', 'website url', 'web site', 'url', 'homepage', 'web page'] },
  { field: 'industry', type: 'text', maxLength: 100, synonyms: ['industry', 'sector', 'branche'] },
  {
    field: 'status',
    type: 'select',
    synonyms: ['status', 'company status', 'account status', 'account type', 'customer status', 'lifecycle stage'],
    options: { ...same(companyStatuses), client: 'customer', 'former customer': 'former', churned: 'former', lead: 'prospect' },
  },
  more(named('phone'), ['company phone', 'main phone']),
  { field: 'city', type: 'text', maxLength: 100, synonyms: ['city', 'billing city', 'town', 'ort'] },
  { field: 'country', type: 'text', maxLength: 100, synonyms: ['country region', 'country', 'billing country', 'land'] },
  {
    field: 'employeeCount',
    type: 'integer',
    synonyms: ['number of employees', 'employees', 'no of employees', 'employee count', 'headcount'],
  },
  { field: 'annualRevenueMinor', type: 'amount', synonyms: ['annual revenue', 'revenue', 'yearly revenue', 'umsatz'] },
  { field: 'currency', type: 'currency_code', synonyms: ['currency', 'account currency', 'currency code'] },
  owner(['company owner', 'account owner']),
  named('tags'),
  externalId(['company id', 'account id']),
];

const dealTargets: readonly ImportTarget[] = [
  {
    field: 'name',
    type: 'text',
    maxLength: 200,
    synonyms: ['deal name', 'opportunity name', 'name', 'deal', 'opportunity', 'title', 'potential name'],
  },
  {
    field: 'amountMinor',
    type: 'amount',
    synonyms: ['amount', 'deal amount', 'value', 'deal value', 'amount in company currency', 'betrag'],
  },
  { field: 'currency', type: 'currency_code', synonyms: ['currency', 'deal currency', 'amount currency', 'opportunity currency'] },
  { field: 'pipeline', type: 'pipeline', maxLength: 200, synonyms: ['pipeline', 'deal pipeline', 'sales pipeline'] },
  { field: 'stage', type: 'stage', maxLength: 200, synonyms: ['deal stage', 'stage', 'stage name', 'sales stage', 'phase'] },
  { field: 'expectedCloseOn', type: 'date', synonyms: ['close date', 'closing date', 'expected close date', 'expected close', 'due date'] },
  { field: 'probability', type: 'integer', synonyms: ['probability', 'deal probability', 'probability in percent'] },
  {
    field: 'company',
    type: 'text',
    maxLength: 200,
    synonyms: [
      'associated company',
      'account name',
      'company',
      'company name',
      'account',
      'organization',
      'associated company primary',
      'primary associated company',
    ],
  },
  {
    field: 'contact',
    type: 'text',
    maxLength: 254,
    synonyms: ['associated contact', 'contact name', 'contact', 'primary contact', 'contact email', 'associated contact emails'],
  },
  owner(['deal owner', 'opportunity owner']),
  named('tags'),
  externalId(['deal id', 'opportunity id']),
];

/** What a column can fill, by the kind of record, in the order in which the mapping offers it. */
export const targetsOf: Readonly<Record<ImportEntity, readonly ImportTarget[]>> = {
  lead: leadTargets,
  contact: contactTargets,
  company: companyTargets,
  deal: dealTargets,
  task: taskTargets,
  note: noteTargets,
  activity: activityTargets,
};

/** Of the fields a row must have at least one. */
export const namingOf: Readonly<Record<ImportEntity, readonly string[]>> = {
  lead: ['firstName', 'lastName', 'email', 'phone', 'companyName'],
  contact: ['firstName', 'lastName', 'email', 'phone'],
  company: ['name'],
  deal: ['name'],
  task: ['title'],
  note: ['body'],
  activity: ['type', 'title', 'body'],
};

/** By what an existing record can be known again; the first is taken when nobody says. */
export const matchKeysOf: Readonly<Record<ImportEntity, readonly MatchKey[]>> = {
  lead: ['email', 'externalId'],
  contact: ['email', 'externalId', 'name'],
  company: ['domain', 'name', 'externalId'],
  deal: ['name', 'externalId'],
  task: ['externalId'],
  note: ['externalId'],
  activity: ['externalId'],
};
export const matchKeys = ['email', 'externalId', 'name', 'domain'] as const;
export type MatchKey = (typeof matchKeys)[number];
