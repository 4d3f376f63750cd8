import type { FieldRules } from './field-values.ts';
import { leadSources, leadStatuses, scoreRange } from './lead-rules.ts';
import { buyingRoles, companyStatuses, lifecycleStages } from './lifecycles.ts';
import { taskKinds, taskPriorities } from './task-rules.ts';

const name = { kind: 'line', max: 100, blank: '' } as const;
const short = { kind: 'line', max: 100 } as const;
const title = { kind: 'line', max: 150 } as const;
const company = { kind: 'line', max: 200 } as const;
const reason = { kind: 'line', max: 500 } as const;
const found = { kind: 'lines', max: 10_000 } as const;
const reference = { kind: 'reference' } as const;

/** The built-in fields of a lead that can be written. */
export const leadFields = {
  firstName: name,
  lastName: name,
  email: { kind: 'email' },
  phone: { kind: 'phone' },
  companyName: company,
  jobTitle: title,
  website: { kind: 'url' },
  country: short,
  city: short,
  sourceDetail: { kind: 'line', max: 200 },
  source: { kind: 'option', options: leadSources, required: true },
  status: { kind: 'option', options: leadStatuses, required: true },
  statusReason: reason,
  followUpAt: { kind: 'instant' },
  qualificationNotes: { kind: 'lines', max: 10_000 },
  score: { kind: 'integer', ...scoreRange, required: true },
  ownerUserId: reference,
  routingReason: reason,
} as const satisfies FieldRules;

export const contactFields = {
  firstName: name,
  lastName: name,
  email: { kind: 'email' },
  phone: { kind: 'phone' },
  jobTitle: title,
  status: { kind: 'option', options: ['active', 'inactive'], required: true },
  lifecycleStage: { kind: 'option', options: lifecycleStages, required: true },
  buyingRole: { kind: 'option', options: buyingRoles },
  companyId: reference,
  ownerUserId: reference,
} as const satisfies FieldRules;

export const companyFields = {
  name: { ...company, required: true },
  status: { kind: 'option', options: companyStatuses, required: true },
  domain: { kind: 'domain' },
  industry: short,
  country: short,
  city: short,
  address: { kind: 'lines', max: 1_000 },
  parentCompanyId: reference,
  employeeCount: { kind: 'integer', min: 0, max: 100_000_000 },
  annualRevenueMinor: { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER },
  currency: { kind: 'currency' },
  phone: { kind: 'phone' },
  website: { kind: 'url' },
  ownerUserId: reference,
} as const satisfies FieldRules;

export const dealFields = {
  name: { ...company, required: true },
  amountMinor: { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER, required: true },
  currency: { kind: 'currency', required: true },
  expectedCloseOn: { kind: 'date' },
  probability: { kind: 'integer', min: 0, max: 100 },
  discountPercent: { kind: 'decimal', min: 0, max: 100 },
  flagged: { kind: 'boolean', required: true },
  pain: found,
  requirements: found,
  buyingProcess: found,
  successCriteria: found,
  source: { kind: 'line', max: 100 },
  contactId: reference,
  companyId: reference,
  ownerUserId: reference,
} as const satisfies FieldRules;

export const taskFields = {
  title: { kind: 'line', max: 300, required: true },
  description: { kind: 'lines', max: 10_000 },
  dueAt: { kind: 'instant' },
  priority: { kind: 'option', options: taskPriorities, required: true },
  kind: { kind: 'option', options: taskKinds, required: true },
  status: { kind: 'option', options: ['open', 'in_progress'], required: true },
  ownerUserId: reference,
} as const satisfies FieldRules;

export const activityFields = {
  title: { kind: 'line', max: 300 },
  body: { kind: 'lines', max: 50_000 },
  nextStep: { kind: 'line', max: 300 },
  nextStepDueAt: { kind: 'instant' },
  startedAt: { kind: 'instant' },
  endedAt: { kind: 'instant' },
} as const satisfies FieldRules;

/** Longest text of a note. */
export const maxNote = 100_000;
/** Longest name of a tag, pipeline, stage, calendar or custom field. */
export const maxName = 100;
